"""A pipeline of two tasks on two detectors, which fails on demand: what the tests of adapters for LSST's middleware run.

usage: python mini.py REPOSITORY     makes a butler repository with its data
    The folder of this file is in PYTHONPATH.
"""
import os
import signal
import subprocess
import sys

import lsst.pex.config as pexConfig
import lsst.pipe.base as pipeBase
import numpy as np
from lsst.daf.butler import Butler, DatasetType, Formatter, Timespan
from lsst.pipe.base import connectionTypes
from lsst.utils.timer import timeMethod

DIMENSIONS = ("instrument", "exposure", "detector")
VISIT, DETECTORS = 1, 2


class MiniCam(pipeBase.Instrument):
    @classmethod
    def getName(cls):
        return "MiniCam"

    def register(self, registry, *, update=False):
        own = {"instrument": self.getName()}
        rows = {
            "instrument": [{"name": self.getName(), "class_name": "mini.MiniCam", "detector_max": DETECTORS, "visit_max": 100, "exposure_max": 100}],
            "detector": [own | {"id": d, "full_name": f"S{d}"} for d in range(DETECTORS)],
            "physical_filter": [own | {"name": "r", "band": "r"}],
        }
        with registry.transaction():
            for element, records in rows.items():
                for record in records:
                    registry.syncDimensionData(element, record, update=update)

    def getRawFormatter(self, dataId):
        return Formatter


class PluginConfig(pexConfig.Config):
    work = pexConfig.Field(dtype=int, default=20, doc="Fourier transforms of the image")


plugins = pexConfig.makeRegistry("what is measured")
for name in ("base_SdssCentroid", "base_PsfFlux", "modelfit_CModel"):
    plugins.register(name, type(name, (pipeBase.Task,), {"ConfigClass": PluginConfig, "_DefaultName": name}))


class MeasurementConfig(pexConfig.Config):
    plugins = plugins.makeField("plugins", default=["base_SdssCentroid", "base_PsfFlux", "modelfit_CModel"], multi=True)
    centroid = pexConfig.Field(dtype=str, default="base_SdssCentroid", doc="the plugin that gives centroids")

    def validate(self):
        super().validate()
        if self.centroid not in self.plugins.names:
            raise pexConfig.FieldValidationError(MeasurementConfig.centroid, self, "source centroid slot algorithm is not being run.")


class MeasurementTask(pipeBase.Task):
    ConfigClass = MeasurementConfig
    _DefaultName = "measurement"

    @timeMethod
    def run(self, image):
        for name in sorted(self.config.plugins.names):
            for _ in range(self.config.plugins[name].work):
                np.fft.fft2(image)
        self.metadata["nSources"] = 10
        self.metadata["chi2"] = float("nan") if "base_PsfFlux" not in self.config.plugins.names else 1.5


def measured(metric, value, unit):
    """What a Measurement of lsst.verify is in a file."""
    return {"metric": metric, "identifier": 32 * "0", "value": value, "unit": unit}


def bundle(image):
    """What a bundle of analysis_tools is in a file: butler.yaml makes it one of JSON."""
    tool = [measured("scatter", float(image.std()), "adu"), measured("nPixels", image.size, "ct"), measured("nothing", None, "ct")]
    return {"pixels": [m | {"blob_refs": []} for m in tool], "__reference_package": "mini"}


class MeasureConnections(pipeBase.PipelineTaskConnections, dimensions=DIMENSIONS):
    image = connectionTypes.Input(name="image", doc="pixels", storageClass="NumpyArray", dimensions=DIMENSIONS)
    summary = connectionTypes.Output(name="summary", doc="what was measured", storageClass="StructuredDataDict", dimensions=DIMENSIONS)
    metrics = connectionTypes.Output(name="measure_metrics", doc="a bundle of metrics", storageClass="StructuredDataDict", dimensions=DIMENSIONS)
    mean = connectionTypes.Output(name="metricvalue_mini_Mean", doc="a metric", storageClass="StructuredDataDict", dimensions=DIMENSIONS)


class MeasureConfig(pipeBase.PipelineTaskConfig, pipelineConnections=MeasureConnections):
    passes = pexConfig.RangeField(dtype=int, default=2, min=1, doc="passes of measurement")
    measurement = pexConfig.ConfigurableField(target=MeasurementTask, doc="measures")
    fault = pexConfig.Field(dtype=str, default="none", doc="none, raise or kill: how detector 1 ends")


class MeasureTask(pipeBase.PipelineTask):
    ConfigClass = MeasureConfig
    _DefaultName = "measure"

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.makeSubtask("measurement")

    def runQuantum(self, butlerQC, inputRefs, outputRefs):
        if butlerQC.quantum.dataId["detector"] == 1 and self.config.fault != "none":
            if self.config.fault == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise RuntimeError("PSF sigma is NaN, cannot continue PSF determination.")
        super().runQuantum(butlerQC, inputRefs, outputRefs)

    @timeMethod
    def run(self, image):
        for _ in range(self.config.passes):
            self.measurement.run(image)
        mean = float(image.mean())
        return pipeBase.Struct(summary={"mean": mean}, metrics=bundle(image), mean=measured("mini.Mean", mean, "adu") | {"blobs": [], "notes": {}})


class FinishConnections(pipeBase.PipelineTaskConnections, dimensions=DIMENSIONS):
    summary = connectionTypes.Input(name="summary", doc="what was measured", storageClass="StructuredDataDict", dimensions=DIMENSIONS)
    total = connectionTypes.Output(name="total", doc="their sum", storageClass="StructuredDataDict", dimensions=DIMENSIONS)


class FinishConfig(pipeBase.PipelineTaskConfig, pipelineConnections=FinishConnections):
    pass


class FinishTask(pipeBase.PipelineTask):
    ConfigClass = FinishConfig
    _DefaultName = "finish"

    @timeMethod
    def run(self, summary):
        return pipeBase.Struct(total=dict(summary))


def fill(repository):
    """A butler repository with an exposure of two detectors, in the collection MiniCam/raw."""
    settings = os.path.join(os.path.dirname(os.path.abspath(__file__)), "butler.yaml")
    for verb in (["create", "--seed-config", settings, repository], ["register-instrument", repository, "mini.MiniCam"]):
        subprocess.run([os.path.join(os.path.dirname(sys.executable), "butler"), *verb], check=True)
    butler = Butler.from_config(repository, writeable=True)
    own = {"instrument": "MiniCam"}
    exposure = own | {"id": VISIT, "physical_filter": "r", "obs_id": "1", "group": "1", "day_obs": 20220518, "timespan": Timespan(None, None)}
    for element, record in (("group", own | {"name": "1"}), ("day_obs", own | {"id": 20220518}), ("exposure", exposure)):
        butler.registry.syncDimensionData(element, record)
    image = DatasetType("image", DIMENSIONS, "NumpyArray", universe=butler.dimensions)
    butler.registry.registerDatasetType(image)
    butler.collections.register("MiniCam/raw")
    for detector in range(DETECTORS):
        pixels = np.random.default_rng(detector).normal(size=(128, 128))
        butler.put(pixels, image, run="MiniCam/raw", exposure=VISIT, detector=detector, **own)


if __name__ == "__main__":
    fill(sys.argv[1])
