"""A task that has every kind of field that a dump can show."""

import lsst.pex.config as pexConfig
import lsst.pipe.base as pipeBase
import numpy as np
from lsst.pex.config.configurableActions import ConfigurableAction, ConfigurableActionField, ConfigurableActionStructField
from lsst.pipe.base import connectionTypes as cT

pluginRegistry = pexConfig.makeRegistry("measurement plugins")
determiners = pexConfig.makeRegistry("PSF determiners")
selectors = pexConfig.makeRegistry("selectors")


class PluginConfig(pexConfig.Config):
    doMeasure = pexConfig.Field(dtype=bool, default=True, doc="whether to run this plugin in single-object mode")


class ApertureConfig(PluginConfig):
    radii = pexConfig.ListField(dtype=float, default=[9.0, 12.0], doc="Radii (in pixels) of apertures.")


class CModelConfig(PluginConfig):
    psfName = pexConfig.Field(dtype=str, default="modelfit_DoubleShapeletPsfApprox", doc="Field name prefix of the\nShapelet PSF approximation")


class EmptyConfig(pexConfig.Config):
    pass


class Plugin(pipeBase.Task):
    ConfigClass = PluginConfig
    _DefaultName = "plugin"


def register(registry, name, config):
    registry.register(name, type(name, (Plugin,), {"ConfigClass": config}))


for name in ("base_PixelFlags", "base_SdssCentroid", "base_SdssShape", "base_GaussianFlux", "base_PsfFlux", "base_Jacobian"):
    register(pluginRegistry, name, PluginConfig)
register(pluginRegistry, "base_CircularApertureFlux", ApertureConfig)
register(pluginRegistry, "modelfit_DoubleShapeletPsfApprox", PluginConfig)
register(pluginRegistry, "modelfit_CModel", CModelConfig)
register(pluginRegistry, "ext_nothing_ToSet", EmptyConfig)


class FluxConfig(pexConfig.Config):
    sourceFluxField = pexConfig.Field(dtype=str, default="base_PsfFlux_instFlux", doc="flux")
    badFlags = pexConfig.ListField(dtype=str, default=["base_PixelFlags_flag_edge", "slot_Centroid_flag"], doc="bad")


class NullConfig(pexConfig.Config):
    seed = pexConfig.Field(dtype=int, default=1, doc="of nothing")


register(selectors, "objectSize", FluxConfig)
register(selectors, "null", NullConfig)


class PsfexConfig(pexConfig.Config):
    spatialOrder = pexConfig.Field(dtype=int, default=2, doc="specify spatial order")
    lam = pexConfig.Field(dtype=float, default=float("-inf"), doc="floor")
    selector = selectors.makeField("nested in a registry", default="null")


class PiffConfig(pexConfig.Config):
    spatialOrder = pexConfig.Field(dtype=int, default=2, doc="Spatial order")
    stampSize = pexConfig.Field(dtype=int, default=None, optional=True, doc="Size of the stamp")
    spatialOrderPerBand = pexConfig.DictField(keytype=str, itemtype=int, default={"u": 1, "it's": 2}, doc="per band")
    selector = selectors.makeField("nested in a registry", default="objectSize")


register(determiners, "psfex", PsfexConfig)
register(determiners, "piff", PiffConfig)


class Other(pipeBase.Task):
    ConfigClass = NullConfig
    _DefaultName = "other"


class Another(pipeBase.Task):
    ConfigClass = FluxConfig
    _DefaultName = "another"


class Action(ConfigurableAction):
    name = pexConfig.Field(dtype=str, default="magnitude", doc="A field of its own that is called name")
    names = pexConfig.ListField(dtype=str, default=["a", "b"], doc="and one that is called names")


class Slots(pexConfig.Config):
    shape = pexConfig.Field(dtype=str, default="base_SdssShape", optional=True, doc="the name of the algorithm used to set the shape")
    calibFlux = pexConfig.Field(dtype=str, default="base_CircularApertureFlux_12_0", optional=True, doc="for calibration")
    modelFlux = pexConfig.Field(dtype=str, default=None, optional=True, doc="for models")


class Connections(pipeBase.PipelineTaskConnections, dimensions=("instrument", "exposure", "detector")):
    image = cT.Input(name="image", doc="in", storageClass="NumpyArray", dimensions=("instrument", "exposure", "detector"))
    out = cT.Output(name="summary", doc="out", storageClass="StructuredDataDict", dimensions=("instrument", "exposure", "detector"))


class RichConfig(pipeBase.PipelineTaskConfig, pipelineConnections=Connections):
    psfIterations = pexConfig.RangeField(dtype=int, default=2, min=1, doc="Number of iterations")
    threshold = pexConfig.Field(dtype=float, default=float("nan"), doc="not a number")
    ceiling = pexConfig.Field(dtype=float, default=float("inf"), doc="no limit")
    tiny = pexConfig.Field(dtype=float, default=-1.5e-300, doc="small")
    measured = pexConfig.Field(dtype=float, default=np.float64(0.25), doc="numpy's")
    weights = pexConfig.ListField(dtype=float, default=[1.0, float("nan"), float("-inf")], doc="not finite")
    phase = pexConfig.Field(dtype=complex, default=1 - 2j, doc="complex")
    text = pexConfig.Field(dtype=str, default='it\'s "two\nlines\t\\ and \x07 \x00 é \U0001f52d', doc="### Configuration for task `no'\nconfig.text='no'\n\nimport no")
    nothing = pexConfig.Field(dtype=str, default="", doc="empty")
    plugins = pluginRegistry.makeField(multi=True, default=["base_SdssShape", "base_PsfFlux", "base_CircularApertureFlux", "modelfit_CModel", "modelfit_DoubleShapeletPsfApprox", "ext_nothing_ToSet"], doc="Plugins")
    undeblended = pluginRegistry.makeField(multi=True, default=[], doc="Plugins to run on undeblended image")
    slots = pexConfig.ConfigField(dtype=Slots, doc="slots")
    psfDeterminer = determiners.makeField("PSF", default="piff")
    starSelector = selectors.makeField("optional", default=None, optional=True)
    sub = pexConfig.ConfigurableField(target=Other, doc="retargeted below")
    byName = pexConfig.ConfigDictField(keytype=str, itemtype=NullConfig, default={}, doc="by name")
    byNumber = pexConfig.ConfigDictField(keytype=int, itemtype=NullConfig, default={}, doc="by number")
    action = ConfigurableActionField(dtype=Action, default=Action, doc="an action")
    actions = ConfigurableActionStructField(doc="actions")
    old = pexConfig.Field(dtype=int, default=1, doc="old", deprecated="never used")
    older = pexConfig.Field(dtype=int, default=1, doc="older", deprecated="used")

    def setDefaults(self):
        super().setDefaults()
        self.sub.retarget(Another)
        self.actions.name = Action
        self.actions.other = Action
        self.older = 2
        self.byName["x"] = NullConfig()
        self.byNumber[3] = NullConfig()


class RichTask(pipeBase.PipelineTask):
    ConfigClass = RichConfig
    _DefaultName = "rich"


class SecondConfig(pipeBase.PipelineTaskConfig, pipelineConnections=Connections):
    plugins = pluginRegistry.makeField(multi=True, default=["base_PixelFlags"], doc="Plugins")

    def setDefaults(self):
        super().setDefaults()
        self.connections.image = "summary2"
        self.connections.out = "more"


class SecondTask(pipeBase.PipelineTask):
    ConfigClass = SecondConfig
    _DefaultName = "second"
