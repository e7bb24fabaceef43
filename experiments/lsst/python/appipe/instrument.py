"""SimCam: the instrument of the simulated visits, and how the butler reads its raws."""

import warnings

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS, FITSFixedWarning
from lsst.daf.butler import FormatterV2
from lsst.pipe.base import Instrument

from .exposure import Exposure

BAND = "r"
MOST_DETECTORS = 16
OVERSCAN = 32  # columns at the right of a raw that saw no light


class SimCam(Instrument):
    """A survey camera of 1000 x 1000 pixels of 0.2 arcsec per detector, in one band."""

    @classmethod
    def getName(cls):
        return "SimCam"

    def register(self, registry, *, update=False):
        name = self.getName()
        instrument = {"name": name, "class_name": f"{__name__}.SimCam", "detector_max": MOST_DETECTORS}
        instrument |= {"visit_max": 2**31, "exposure_max": 2**31, "visit_system": 0}
        with registry.transaction():
            registry.syncDimensionData("instrument", instrument, update=update)
            for i in range(MOST_DETECTORS):
                detector = {"instrument": name, "id": i, "full_name": f"D{i}", "purpose": "SCIENCE"}
                registry.syncDimensionData("detector", detector, update=update)
            band = {"instrument": name, "name": BAND, "band": BAND}
            registry.syncDimensionData("physical_filter", band, update=update)

    def getRawFormatter(self, dataId):
        return RawFormatter


class RawFormatter(FormatterV2):
    """Reads a raw: counts (ADU) with their overscan, the pointing as wcs, and its header as info."""

    default_extension = ".fits"
    can_read_from_local_file = True

    def read_from_local_file(self, path, component=None, expected_size=-1):
        with fits.open(path, memmap=False) as hdus, warnings.catch_warnings():
            warnings.simplefilter("ignore", FITSFixedWarning)
            counts, header = hdus[0].data.astype(np.float32), hdus[0].header
            wcs = WCS(header)
        info = {"visit": header["VISIT"], "detector": header["DETECTOR"], "mjd": header["MJD"]}
        info |= {"exposure": header["EXPTIME"], "filter": header["FILTER"]}
        info |= {"gain": header["GAIN"], "read_noise": header["RDNOISE"], "saturation": header["SATURATE"]}
        return Exposure(counts, np.zeros_like(counts), np.zeros(counts.shape), wcs, info=info)
