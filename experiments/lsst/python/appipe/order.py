"""For `pipetask run --graph-fixup appipe.order.VisitOrder`: diaPipe takes one visit after the other."""

from lsst.pipe.base.exec_fixup_data_id import ExecFixupDataId


class VisitOrder(ExecFixupDataId):
    """What diaPipe finds in the APDB, and so what it costs, depends on what came before: visits by number, which is their
    order in time, and in each visit the detectors by number."""

    def __init__(self):
        super().__init__("diaPipe", ("visit", "detector"))

    def fixup_graph(self, xgraph, quanta_by_task):
        if self.taskLabel in quanta_by_task:
            super().fixup_graph(xgraph, quanta_by_task)
