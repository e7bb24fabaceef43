"""isr: from counts to electrons, with what is known of each pixel."""

import lsst.pex.config as pexConfig
import lsst.pipe.base as pipeBase
import numpy as np
from lsst.pipe.base import connectionTypes as cT
from lsst.utils.timer import timeMethod

from .exposure import Exposure, mask_bits
from .instrument import OVERSCAN

DEAD = 0.5  # a flat field lower than this is of a dead pixel


class IsrTaskConnections(pipeBase.PipelineTaskConnections, dimensions=("instrument", "exposure", "detector")):
    ccdExposure = cT.Input(
        name="raw",
        doc="Input exposure to process.",
        storageClass="ApExposure",
        dimensions=("instrument", "exposure", "detector"),
    )
    flat = cT.PrerequisiteInput(
        name="flat",
        doc="Input flat calibration: the response of the pixels, 0 where they are dead.",
        storageClass="NumpyArray",
        dimensions=("instrument", "detector"),
    )
    outputExposure = cT.Output(
        name="postISRCCD",
        doc="Output ISR processed exposure.",
        storageClass="ApExposure",
        dimensions=("instrument", "exposure", "detector"),
    )


class IsrTaskConfig(pipeBase.PipelineTaskConfig, pipelineConnections=IsrTaskConnections):
    doOverscan = pexConfig.Field(dtype=bool, default=True, doc="Do overscan subtraction?")
    doFlat = pexConfig.Field(dtype=bool, default=True, doc="Apply flat field correction?")
    doDefect = pexConfig.Field(dtype=bool, default=True, doc="Mask pixels that are dead in the flat?")
    doSaturation = pexConfig.Field(dtype=bool, default=True, doc="Mask saturated pixels?")
    growSaturationFootprintSize = pexConfig.Field(
        dtype=int, default=1, doc="Number of pixels by which to grow the saturation footprints."
    )
    doInterpolate = pexConfig.Field(dtype=bool, default=True, doc="Interpolate masked pixels?")
    doVariance = pexConfig.Field(dtype=bool, default=True, doc="Calculate variance?")


class IsrTask(pipeBase.PipelineTask):
    ConfigClass = IsrTaskConfig
    _DefaultName = "isr"

    @timeMethod
    def run(self, ccdExposure, flat):
        raw, config = ccdExposure, self.config
        counts = raw.image[:, :-OVERSCAN]
        mask = np.zeros(counts.shape, np.int32)
        if config.doSaturation:
            mask[self.saturated(counts, raw.info["saturation"])] |= mask_bits("SAT")
        level = np.median(raw.image[:, -OVERSCAN:], axis=1) if config.doOverscan else 0.0
        image = (counts - np.reshape(level, (-1, 1))) * raw.info["gain"]
        dead = flat < DEAD
        if config.doDefect:
            mask[dead] |= mask_bits("BAD")
        variance = np.zeros_like(image)
        if config.doVariance:
            variance = np.maximum(image, 0) + raw.info["read_noise"] ** 2
        if config.doFlat:
            response = np.where(dead, 1, flat)
            image, variance = image / response, variance / response**2
        if config.doInterpolate:
            interpolate(image, mask)
        return pipeBase.Struct(outputExposure=Exposure(image, variance, mask, raw.wcs, info=raw.info))

    def saturated(self, counts, level):
        """(ny, nx) bool, grown along both axes."""
        full = counts >= level
        for _ in range(self.config.growSaturationFootprintSize):
            grown = full.copy()
            grown[1:] |= full[:-1]
            grown[:-1] |= full[1:]
            grown[:, 1:] |= full[:, :-1]
            grown[:, :-1] |= full[:, 1:]
            full = grown
        return full


def interpolate(image, mask):
    """Fills bad and saturated pixels along their rows, in place, and says so in the mask."""
    unknown = mask & mask_bits("BAD", "SAT") != 0
    columns = np.arange(image.shape[1])
    for row in np.flatnonzero(unknown.any(axis=1)):
        bad = unknown[row]
        if not bad.all():
            image[row, bad] = np.interp(columns[bad], columns[~bad], image[row, ~bad])
    mask[unknown] |= mask_bits("INTRP")
