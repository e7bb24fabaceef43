"""An exposure: pixels, mask, variance and what is known of them; and how the butler stores it.

Pixel coordinates are those of LSST and sep: (0, 0) is the centre of the first pixel, x the faster axis.
"""

import warnings

import galsim
import numpy as np
from astropy.io import fits
from astropy.wcs import WCS, FITSFixedWarning
from lsst.daf.butler import FormatterV2

MASK_PLANES = {"BAD": 0, "SAT": 1, "INTRP": 2, "CR": 3, "EDGE": 4, "DETECTED": 5, "SUSPECT": 7, "NO_DATA": 8}

INFO_KEYS = ("visit", "detector", "mjd", "exposure", "filter")


def mask_bits(*planes):
    """The value in which just these planes are set."""
    return sum(1 << MASK_PLANES[plane] for plane in planes)


class GridPsf:
    """A PSF on a grid of pixels, pixel response included, that varies over the image as a polynomial.

    cube: (n_terms, m, m), the coefficients of each grid pixel, of `powers`
    sampling: pixels of the image per grid pixel
    size: pixels a side of the images that it draws, odd
    center, scale: (x, y) each, pixels: the polynomial is of (x - center) / scale
    interpolant: between grid pixels, by its name in GalSim
    """

    def __init__(self, cube, sampling, size, center, scale, interpolant="lanczos4"):
        self.cube = np.ascontiguousarray(cube, dtype=np.float32)
        self.sampling, self.size = float(sampling), int(size)
        self.center, self.scale = tuple(center), tuple(scale)
        self.interpolant = interpolant
        self.order = int(np.sqrt(2 * len(self.cube)) - 0.5)

    @classmethod
    def gaussian(cls, sigma, size):
        """A round Gaussian that is the same everywhere; sigma in pixels."""
        r = np.arange(size) - size // 2
        line = np.exp(-0.5 * (r / sigma) ** 2)
        return cls(np.outer(line, line)[None], 1, size, (0, 0), (1, 1))

    def powers(self, x, y):
        """(n_terms,) 1, u, u^2, ..., v, u v, ...: psfex's order of terms."""
        u, v = (x - self.center[0]) / self.scale[0], (y - self.center[1]) / self.scale[1]
        order = self.order
        return np.array([u**i * v**j for j in range(order + 1) for i in range(order + 1 - j)])

    def image(self, x, y):
        """(size, size): the PSF of a star at (x, y) on the pixels around it, sum 1.

        The middle pixel is the one that holds the star; the star keeps its fraction of a pixel.
        """
        grid = np.tensordot(self.powers(x, y), self.cube, 1)
        pixels = np.arange(self.size) - self.size // 2
        places = (np.arange(len(grid)) - len(grid) // 2) * self.sampling
        across, along = (
            self._weights((pixels[:, None] - (at - np.floor(at + 0.5)) - places) / self.sampling)
            for at in (x, y)
        )
        drawn = along @ grid @ across.T
        return drawn / drawn.sum()

    def _weights(self, distance):
        """(size, m): how much each grid pixel counts for each image pixel, along one axis."""
        interpolant = galsim.Interpolant.from_name(self.interpolant)
        return interpolant.xval(distance.ravel()).reshape(distance.shape)

    def to_hdu(self):
        header = fits.Header({"SAMPLING": self.sampling, "SIZE": self.size})
        header.update(XCENTER=self.center[0], YCENTER=self.center[1])
        header.update(XSCALE=self.scale[0], YSCALE=self.scale[1], INTERP=self.interpolant)
        return fits.ImageHDU(self.cube, header, name="PSF")

    @classmethod
    def from_hdu(cls, hdu):
        h = hdu.header
        center, scale = ((h[f"X{name}"], h[f"Y{name}"]) for name in ("CENTER", "SCALE"))
        return cls(hdu.data.astype(np.float32), h["SAMPLING"], h["SIZE"], center, scale, h["INTERP"])


class Exposure:
    """image, variance: (ny, nx) float32, electrons and electrons^2; mask: (ny, nx) int32 of MASK_PLANES.

    wcs: astropy WCS (TAN) or None; psf: GridPsf or the like, with `image(x, y)`, or None;
    zero_point: magnitude of one electron, or None; info: visit, detector, mjd, exposure (s), filter
    """

    def __init__(self, image, variance, mask, wcs=None, psf=None, zero_point=None, info=None):
        self.image = np.ascontiguousarray(image, dtype=np.float32)
        self.variance = np.ascontiguousarray(variance, dtype=np.float32)
        self.mask = np.ascontiguousarray(mask, dtype=np.int32)
        self.wcs, self.psf, self.zero_point = wcs, psf, zero_point
        self.info = dict(info or {})

    def copy(self):
        """Its own pixels; the rest, which nobody changes in place, is shared."""
        pixels = self.image.copy(), self.variance.copy(), self.mask.copy()
        return Exposure(*pixels, self.wcs, self.psf, self.zero_point, self.info)

    def flagged(self, *planes):
        """(ny, nx) bool: where any of these planes is set."""
        return self.mask & mask_bits(*planes) != 0

    def to_hdus(self):
        header = self.wcs.to_header() if self.wcs else fits.Header()
        if self.zero_point is not None:
            header["MAGZERO"] = (self.zero_point, "magnitude of one electron")
        header.update({key: self.info[key] for key in INFO_KEYS if key in self.info})
        hdus = [fits.PrimaryHDU(self.image, header)]
        hdus += [fits.ImageHDU(self.variance, name="VARIANCE"), fits.ImageHDU(self.mask, name="MASK")]
        if self.psf is not None:
            hdus.append(self.psf.to_hdu())
        return fits.HDUList(hdus)

    @classmethod
    def from_hdus(cls, hdus):
        header = hdus[0].header
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FITSFixedWarning)
            wcs = WCS(header) if "CTYPE1" in header else None
        psf = GridPsf.from_hdu(hdus["PSF"]) if "PSF" in hdus else None
        pixels = hdus[0].data, hdus["VARIANCE"].data, hdus["MASK"].data
        info = {key: header[key] for key in INFO_KEYS if key in header}
        return cls(*pixels, wcs, psf, header.get("MAGZERO"), info)


class ExposureFormatter(FormatterV2):
    """Stores an Exposure as FITS: image, VARIANCE, MASK and the cube of the PSF."""

    default_extension = ".fits"
    can_read_from_local_file = True

    def read_from_local_file(self, path, component=None, expected_size=-1):
        with fits.open(path, memmap=False) as hdus:
            return Exposure.from_hdus(hdus)

    def write_local_file(self, in_memory_dataset, uri):
        in_memory_dataset.to_hdus().writeto(uri.ospath)
