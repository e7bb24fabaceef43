"""A small AP pipeline on the real LSST middleware: tasks, labels and configuration paths of ApPipe."""
