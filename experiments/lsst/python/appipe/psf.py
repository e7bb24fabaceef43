"""measurePsf: chooses stars, keeps some of them back, and models the PSF from the others with psfex or Piff."""

import importlib.util
import pathlib
import re
import subprocess
import tempfile

import fitsio
import galsim
import lsst.pex.config as pexConfig
import lsst.pipe.base as pipeBase
import numpy as np
from astropy.io import fits
from lsst.utils.timer import timeMethod

from .exposure import GridPsf, mask_bits
from .plugins import FWHM

WELL_SAMPLED = 3.0  # pixels of FWHM from which on PIXEL_AUTO takes pixels as they are
UNUSED = "Not used here, nor by the original, which does not tell psfex of it."
LDAC_COLUMNS = "X_IMAGE Y_IMAGE FLUX_RADIUS ELONGATION FLUX_APER FLUXERR_APER SNR_WIN".split()

starSelectorRegistry = pexConfig.makeRegistry("Selectors of stars.")
psfDeterminerRegistry = pexConfig.makeRegistry("PSF determiners.")


class ObjectSizeStarSelectorConfig(pexConfig.Config):
    doFluxLimit = pexConfig.Field(dtype=bool, default=True, doc="Apply flux limit to Psf Candidate selection?")
    fluxMin = pexConfig.Field(dtype=float, default=12500.0, doc="specify the minimum psfFlux for good Psf Candidates")
    fluxMax = pexConfig.Field(dtype=float, default=0.0, doc="the maximum psfFlux (ignored if == 0)")
    doSignalToNoiseLimit = pexConfig.Field(
        dtype=bool, default=False, doc="Apply signal-to-noise (i.e. flux/fluxErr) limit to Psf Candidate selection?"
    )
    signalToNoiseMin = pexConfig.Field(
        dtype=float, default=50.0, doc="specify the minimum signal-to-noise for good Psf Candidates"
    )
    signalToNoiseMax = pexConfig.Field(
        dtype=float, default=0.0, doc="specify the maximum signal-to-noise (ignored if == 0)"
    )
    widthMin = pexConfig.Field(dtype=float, default=0.0, doc="minimum width to include in histogram")
    widthMax = pexConfig.Field(dtype=float, default=10.0, doc="maximum width to include in histogram")
    sourceFluxField = pexConfig.Field(
        dtype=str, default="base_GaussianFlux_instFlux", doc="Name of field in Source to use for flux measurement"
    )
    widthStdAllowed = pexConfig.Field(
        dtype=float, default=0.15, doc="Standard deviation of width allowed to be interpreted as good stars"
    )
    nSigmaClip = pexConfig.Field(
        dtype=float, default=2.0, doc="Keep objects within this many sigma of cluster 0's median"
    )
    badFlags = pexConfig.ListField(
        dtype=str,
        default=[
            f"base_PixelFlags_flag_{name}"
            for name in ("edge", "interpolatedCenter", "saturatedCenter", "crCenter", "bad", "interpolated")
        ],
        doc="List of flags which cause a source to be rejected as bad",
    )


class ObjectSizeStarSelectorTask(pipeBase.Task):
    """Takes the bright sources around the most common width."""

    ConfigClass = ObjectSizeStarSelectorConfig
    _DefaultName = "objectSize"

    def run(self, rows, schema):
        """(n,) bool: which rows are of stars."""
        config = self.config
        flux = rows[schema.find(config.sourceFluxField)]
        good = np.isfinite(flux)
        for name in config.badFlags:
            good &= ~rows[schema.find(name)]
        if config.doFluxLimit:
            good &= (flux > config.fluxMin) & ((flux < config.fluxMax) | (config.fluxMax == 0))
        if config.doSignalToNoiseLimit:
            snr = flux / rows[schema.find(config.sourceFluxField + "Err")]
            most = config.signalToNoiseMax
            good &= (snr > config.signalToNoiseMin) & ((snr < most) | (most == 0))
        width = np.sqrt((rows[schema.find("slot_Shape_xx")] + rows[schema.find("slot_Shape_yy")]) / 2)
        good &= (width > config.widthMin) & (width < config.widthMax)
        if not good.any():
            raise RuntimeError("No objects passed our cuts for consideration as psf stars")
        middle = most_common(width[good])
        near = np.abs(width[good] - middle) < 2 * config.widthStdAllowed
        middle, spread = np.median(width[good][near]), np.std(width[good][near])
        allowed = config.nSigmaClip * min(max(spread, 0.01), config.widthStdAllowed)
        return good & (np.abs(width - middle) < allowed)


def most_common(values):
    """The middle of the shortest stretch that holds a quarter of the values."""
    values = np.sort(values)
    quarter = max(len(values) // 4, 1)
    if len(values) <= quarter:
        return float(np.median(values))
    i = np.argmin(values[quarter:] - values[:-quarter])
    return (values[i] + values[i + quarter]) / 2


starSelectorRegistry.register("objectSize", ObjectSizeStarSelectorTask)


class MakePsfCandidatesConfig(pexConfig.Config):
    kernelSize = pexConfig.Field(dtype=int, default=27, doc="Size of the kernel to create.")
    borderWidth = pexConfig.Field(
        dtype=int, default=0, doc="Number of pixels to ignore around the edge of PSF candidate postage stamps."
    )

    def validate(self):
        super().validate()
        if self.kernelSize < 1 or self.kernelSize % 2 == 0:
            raise pexConfig.FieldValidationError(
                self.__class__.kernelSize, self, f"kernelSize={self.kernelSize} must be odd and positive"
            )


class Candidate:
    """A star and its pixels: image, variance (n, n) float64, mask (n, n); index: of its row; x, y: pixels."""

    def __init__(self, exposure, index, x, y, size):
        self.index, self.x, self.y, self.size = index, x, y, size
        self.column, self.row = int(np.floor(x + 0.5)), int(np.floor(y + 0.5))
        cut = self.window(size // 2)
        self.image, self.variance = exposure.image[cut].astype(float), exposure.variance[cut].astype(float)
        self.mask = exposure.mask[cut]

    def window(self, half):
        return np.s_[self.row - half : self.row + half + 1, self.column - half : self.column + half + 1]

    def whole(self):
        return self.image.shape == (self.size, self.size)

    def trimmed(self, size):
        """image, variance, mask of the inner pixels."""
        edge = (self.size - size) // 2
        inner = np.s_[edge : self.size - edge, edge : self.size - edge]
        return self.image[inner], self.variance[inner], self.mask[inner]


class MakePsfCandidatesTask(pipeBase.Task):
    """Cuts out the stars; those that are not whole are left."""

    ConfigClass = MakePsfCandidatesConfig
    _DefaultName = "makePsfCandidates"

    def run(self, rows, schema, chosen, exposure):
        size = self.config.kernelSize + 2 * self.config.borderWidth
        x, y = rows[schema.find("slot_Centroid_x")], rows[schema.find("slot_Centroid_y")]
        margin = size // 2 + 1
        ny, nx = exposure.image.shape
        inside = (x > margin) & (x < nx - margin) & (y > margin) & (y < ny - margin)
        made = (Candidate(exposure, i, x[i], y[i], size) for i in np.flatnonzero(chosen & inside))
        return [candidate for candidate in made if candidate.whole()]


class ReserveSourcesConfig(pexConfig.Config):
    fraction = pexConfig.RangeField(
        dtype=float, default=0.0, min=0.0, max=1.0, doc="Fraction of candidates to reserve from fitting; none if <= 0"
    )
    seed = pexConfig.Field(
        dtype=int, default=1, doc="This number will be added to the exposure ID to set the random seed"
    )


class ReserveSourcesTask(pipeBase.Task):
    ConfigClass = ReserveSourcesConfig
    _DefaultName = "reserve"

    def run(self, n, seed):
        """(n,) bool: which stars judge the model and have no part in it."""
        reserved = np.zeros(n, bool)
        count = int(n * self.config.fraction)
        chosen = np.random.default_rng([self.config.seed, seed]).choice(n, count, replace=False)
        reserved[chosen] = True
        return reserved


class BasePsfDeterminerConfig(pexConfig.Config):
    stampSize = pexConfig.Field(
        dtype=int, default=None, optional=True, doc="Size of the postage stamp (in native pixels) to render the PSF model."
    )
    maxCandidates = pexConfig.Field(
        dtype=int, default=300, doc="Maximum number of candidates to consider. Will down-sample if greater."
    )
    downsampleRandomSeed = pexConfig.Field(
        dtype=int, default=98765, doc="Random seed to use to downsample candidates."
    )

    def validate(self):
        super().validate()
        if self.stampSize is not None and (self.stampSize < 1 or self.stampSize % 2 == 0):
            raise pexConfig.FieldValidationError(
                self.__class__.stampSize, self, f"stampSize={self.stampSize} must be odd and positive"
            )


class BasePsfDeterminerTask(pipeBase.Task):
    ConfigClass = BasePsfDeterminerConfig
    _DefaultName = "psfDeterminer"

    def downsampled(self, candidates):
        most = self.config.maxCandidates
        if len(candidates) <= most:
            return candidates
        rng = np.random.default_rng(self.config.downsampleRandomSeed)
        return [candidates[i] for i in sorted(rng.choice(len(candidates), most, replace=False))]

    def size(self, candidates):
        """Pixels a side that are fit and drawn: no more than the candidates have."""
        wanted = self.config.stampSize or candidates[0].size
        if wanted > candidates[0].size:
            self.log.info("stampSize %d is more than the candidates have: %d", wanted, candidates[0].size)
        return min(wanted, candidates[0].size)


class PsfexPsfDeterminerConfig(BasePsfDeterminerConfig):
    spatialOrder = pexConfig.Field(
        dtype=int, default=2, check=lambda x: x >= 1, doc="specify spatial order for PSF kernel creation"
    )
    sizeCellX = pexConfig.Field(
        dtype=int,
        default=256,
        check=lambda x: x >= 10,
        doc="size of cell used to determine PSF (pixels, column direction). Not used here; the original has it for a display alone.",
    )
    sizeCellY = pexConfig.Field(
        dtype=int,
        default=256,
        check=lambda x: x >= 10,
        doc="size of cell used to determine PSF (pixels, row direction). Not used here; the original has it for a display alone.",
    )
    samplingSize = pexConfig.Field(
        dtype=float, default=0.5, doc="Resolution of the internal PSF model relative to the pixel size"
    )
    badMaskBits = pexConfig.ListField(
        dtype=str, default=["INTRP", "SAT"], doc="List of mask bits which cause a source to be rejected as bad"
    )
    psfexBasis = pexConfig.ChoiceField(
        dtype=str,
        default="PIXEL_AUTO",
        doc="BASIS value given to psfex.",
        allowed={
            "PIXEL": "Always use requested samplingSize",
            "PIXEL_AUTO": "Only use requested samplingSize when the FWHM < 3 pixels",
        },
    )
    tolerance = pexConfig.Field(dtype=float, default=1e-2, doc=f"tolerance of spatial fitting. {UNUSED}")
    lam = pexConfig.Field(dtype=float, default=0.05, doc=f"floor for variance is lam*data. {UNUSED}")
    reducedChi2ForPsfCandidates = pexConfig.Field(dtype=float, default=2.0, doc=f"for psf candidate evaluation. {UNUSED}")
    spatialReject = pexConfig.Field(
        dtype=float, default=3.0, doc=f"Rejection threshold (stdev) for candidates based on spatial fit. {UNUSED}"
    )
    recentroid = pexConfig.Field(dtype=bool, default=False, doc="Should PSFEX be permitted to recentroid PSF candidates?")
    photometricFluxField = pexConfig.Field(
        dtype=str,
        default="base_CircularApertureFlux_9_0_instFlux",
        doc="Flux field to use for photometric normalization.",
    )
    rejectFlaggedCentroids = pexConfig.Field(
        dtype=bool, default=True, doc="Reject candidates whose centroid is flagged, before psfex sees them?"
    )

    def setDefaults(self):
        super().setDefaults()
        self.stampSize = 41


class PsfexPsfDeterminerTask(BasePsfDeterminerTask):
    """The program psfex, on a catalogue of the candidates' stamps."""

    ConfigClass = PsfexPsfDeterminerConfig

    def determine(self, candidates, rows, schema, exposure):
        """The PSF, the candidates that it was made of, and the chi2 of the fit (not known: NaN)."""
        candidates = self.downsampled(candidates)
        size = self.size(candidates)
        if self.config.rejectFlaggedCentroids:
            flagged = rows[schema.find("slot_Centroid_flag")]
            candidates = [c for c in candidates if not flagged[c.index]]
        if not candidates:
            raise RuntimeError("No good PSF candidates to pass to psfex")
        with tempfile.TemporaryDirectory(prefix="psfex-") as folder:
            folder = pathlib.Path(folder)
            fwhm = self.write(folder / "stars.ldac", candidates, rows, schema, exposure.image.shape, size)
            self.call(folder, size, fwhm)
            psf = self.read(folder / "stars.psf", size)
            with fits.open(folder / "used.cat", memmap=False) as hdus:
                out = hdus["PSF_CAT" if "PSF_CAT" in hdus else 2].data
                used = {int(n) for n, flags in zip(out["SOURCE_NUMBER"], out["FLAGS_PSF"]) if flags == 0}
        return psf, [c for i, c in enumerate(candidates, 1) if i in used], np.nan

    def call(self, folder, size, fwhm):
        config = self.config
        auto = config.psfexBasis == "PIXEL_AUTO" and fwhm >= WELL_SAMPLED
        sampling = 1.0 if auto else config.samplingSize
        wide = 2 * int(0.5 * size / sampling) + 1
        settings = {
            "BASIS_TYPE": config.psfexBasis,
            "PSF_SAMPLING": sampling,
            "PSF_SIZE": f"{wide},{wide}",
            "PSF_RECENTER": "Y" if config.recentroid else "N",
            "PSFVAR_DEGREES": config.spatialOrder,
            "SAMPLE_MINSN": 20,  # the selector's limit counts: in such small frames 100, as LSST has it, leaves a handful
            "NTHREADS": 1,
            "CHECKPLOT_TYPE": "NONE",
            "CHECKIMAGE_TYPE": "NONE",
            "WRITE_XML": "N",
            "OUTCAT_TYPE": "FITS_LDAC",
            "OUTCAT_NAME": "used.cat",
            "VERBOSE_TYPE": "QUIET",
        }
        (folder / "config").write_text("".join(f"{key} {value}\n" for key, value in settings.items()))
        try:
            done = subprocess.run(
                ["psfex", "stars.ldac", "-c", "config"], cwd=folder, capture_output=True, text=True, check=False
            )
        except FileNotFoundError:
            raise RuntimeError("psfex is not installed: the Debian package psfex has it") from None
        if done.returncode or not (folder / "stars.psf").exists():
            raise RuntimeError(f"psfex failed ({done.returncode}): {(done.stderr or done.stdout).strip()[-300:]}")

    def write(self, path, candidates, rows, schema, shape, size):
        """The catalogue; pixels: the median FWHM of its stars."""
        config = self.config
        index = [c.index for c in candidates]
        try:
            flux, error = (schema.find(config.photometricFluxField + end) for end in ("", "Err"))
        except LookupError as missing:
            raise LookupError(f"*Error*: {config.photometricFluxField} parameter not found: {missing}") from None
        pixels = np.empty((len(candidates), size, size), np.float32)
        for i, candidate in enumerate(candidates):
            image, _, mask = candidate.trimmed(size)
            pixels[i] = np.where(mask & mask_bits(*config.badMaskBits) != 0, -1e30, image)
        xx, yy, xy = (rows[schema.find(f"slot_Shape_{m}")][index] for m in ("xx", "yy", "xy"))
        half = np.hypot((xx - yy) / 2, xy)
        elongation = np.sqrt(((xx + yy) / 2 + half) / ((xx + yy) / 2 - half))
        noise = np.sqrt(np.median([np.median(c.variance) for c in candidates]))
        form = [("VIGNET", "f4", (size, size)), ("FLAGS", "i2")] + [(name, "f4") for name in LDAC_COLUMNS]
        stars = np.zeros(len(index), dtype=form)
        stars["VIGNET"] = pixels
        # it counts pixels from 1
        stars["X_IMAGE"], stars["Y_IMAGE"] = np.array([(c.x + 1, c.y + 1) for c in candidates]).T
        stars["FLUX_RADIUS"], stars["ELONGATION"] = FWHM / 2 * np.sqrt((xx + yy) / 2), elongation
        stars["FLUX_APER"], stars["FLUXERR_APER"] = rows[flux][index], rows[error][index]
        stars["SNR_WIN"] = stars["FLUX_APER"] / stars["FLUXERR_APER"]
        # that of the image: psfex falls where it has none
        header = fits.Header({"SIMPLE": True, "BITPIX": -32, "NAXIS": 2, "NAXIS1": shape[1], "NAXIS2": shape[0]})
        header.update(SEXBKDEV=float(noise), SEXGAIN=1.0)
        cards = header.tostring().encode()
        # not astropy: psfex falls over forms of columns without a count
        with fitsio.FITS(path, "rw") as out:
            out.write(np.frombuffer(cards, [("Field Header Card", "S80", len(cards) // 80)]), extname="LDAC_IMHEAD")
            out.write(stars, extname="LDAC_OBJECTS")
        return 2 * np.median(stars["FLUX_RADIUS"])

    def read(self, path, size):
        with fits.open(path, memmap=False) as hdus:
            header, cube = hdus["PSF_DATA"].header, hdus["PSF_DATA"].data["PSF_MASK"][0]
        if header["ACCEPTED"] == 0:
            raise RuntimeError("psfex: no good star to make a PSF of")
        center = [header.get(f"POLZERO{i}", 1.0) - 1 for i in (1, 2)]
        scale = [header.get(f"POLSCAL{i}", 1.0) for i in (1, 2)]
        return GridPsf(cube, header["PSF_SAMP"], size, center, scale)


psfDeterminerRegistry.register("psfex", PsfexPsfDeterminerTask)


# fields of Piff's configuration that nothing here heeds: any other value would be without effect, and is refused
UNHEEDED = {
    "useColor": "no source has a colour here",
    "debugStarData": "the PSF keeps no stars here",
    "useCoordinates": "the PSF is a function of pixels here",
    "piffPsfConfigYaml": "a model of another kind could not be kept here; its settings are fields of their own",
}


class PiffPsfDeterminerConfig(BasePsfDeterminerConfig):
    spatialOrderPerBand = pexConfig.DictField(
        keytype=str, itemtype=int, default={}, doc="Per-band spatial order for PSF kernel creation."
    )
    spatialOrder = pexConfig.Field(
        dtype=int, default=2, doc="specify spatial order for PSF kernel creation, of bands not in spatialOrderPerBand"
    )
    piffBasisPolynomialSolver = pexConfig.ChoiceField(
        dtype=str,
        default="scipy",
        doc="Solver to use for the BasisPolynomial interpolation",
        allowed={
            "scipy": "scipy.linalg.solve",
            "cpp": "Eigen",
            "jax": "JAX, where it is installed",
            "qr": "QR decomposition, slow",
        },
    )
    piffPixelGridFitCenter = pexConfig.Field(dtype=bool, default=True, doc="PixelGrid can re-estimate center if this is True")
    samplingSize = pexConfig.Field(
        dtype=float, default=1.0, doc="Resolution of the internal PSF model relative to the pixel size"
    )
    modelSize = pexConfig.Field(
        dtype=int, default=25, doc="Internal model size for PIFF, in pixels of samplingSize; odd"
    )
    outlierNSigma = pexConfig.Field(
        dtype=float, default=4.0, doc="n sigma for chisq outlier rejection"
    )
    outlierMaxRemove = pexConfig.Field(
        dtype=float, default=0.05, doc="Max fraction of stars to remove as outliers each iteration"
    )
    maxSNR = pexConfig.Field(
        dtype=float, default=200.0, doc="Rescale the weight of bright stars such that their SNR is less than this value."
    )
    zeroWeightMaskBits = pexConfig.ListField(
        dtype=str,
        default=["BAD", "CR", "INTRP", "SAT", "SUSPECT", "NO_DATA"],
        doc="List of mask bits for which to set pixel weights to zero.",
    )
    minimumUnmaskedFraction = pexConfig.Field(
        dtype=float, default=0.5, doc="Minimum fraction of unmasked pixels required to use star."
    )
    useColor = pexConfig.Field(dtype=bool, default=False, doc="Use color information? Not used here: False.")
    color = pexConfig.DictField(
        keytype=str, itemtype=str, default={}, doc="The bands to use for calculating color, if useColor. Not used here."
    )
    colorOrder = pexConfig.Field(
        dtype=int, default=1, doc="Color order for PSF kernel creation, if useColor. Not used here."
    )
    interpolant = pexConfig.Field(dtype=str, default="Lanczos(11)", doc="GalSim interpolant name for Piff to use")
    zerothOrderInterpNotEnoughStars = pexConfig.Field(
        dtype=bool, default=False, doc="If True, use zeroth order interpolation if not enough stars are found."
    )
    debugStarData = pexConfig.Field(
        dtype=bool, default=False, doc="Include star images used for fitting in PSF model object? Not used here: False."
    )
    useCoordinates = pexConfig.ChoiceField(
        dtype=str,
        default="pixel",
        doc="Which spatial coordinates to regress against in PSF modeling. Not used here: pixel.",
        allowed={
            "pixel": "Regress against pixel coordinates",
            "field": "Regress against field angles",
            "sky": "Regress against RA/Dec",
        },
    )
    piffMaxIter = pexConfig.Field(dtype=int, default=15, doc="Maximum iteration while doing outlier rejection.")
    piffLoggingLevel = pexConfig.RangeField(
        dtype=int, default=0, min=0, max=3, doc="PIFF-specific logging level, from 0 (least chatty) to 3 (very verbose)"
    )
    piffPsfConfigYaml = pexConfig.Field(
        dtype=str, default=None, optional=True, doc="Configuration for PIFF in YAML format. Not used here: None."
    )

    def setDefaults(self):
        super().setDefaults()
        self.stampSize = 25

    def galsim_name(self):
        """Lanczos(11) is lanczos11 to galsim.Interpolant.from_name."""
        return re.sub(r"[()]|^galsim\.|Interpolant$", "", self.interpolant).lower()

    def validate(self):
        super().validate()
        try:
            galsim.Interpolant.from_name(self.galsim_name())
        except (galsim.GalSimError, ValueError):
            raise pexConfig.FieldValidationError(
                self.__class__.interpolant,
                self,
                f"'{self.interpolant}' is no interpolant of GalSim: say Lanczos(11), galsim.Cubic or galsim.Quintic",
            ) from None
        for name, why in UNHEEDED.items():
            field = getattr(self.__class__, name)
            if getattr(self, name) != field.default:
                raise pexConfig.FieldValidationError(field, self, f"{name} must be {field.default!r}: {why}")
        if self.piffBasisPolynomialSolver == "jax" and importlib.util.find_spec("jax") is None:
            raise pexConfig.FieldValidationError(
                self.__class__.piffBasisPolynomialSolver, self, "jax is not installed: Piff would take scipy without a word"
            )


class PiffPsfDeterminerTask(BasePsfDeterminerTask):
    """Piff: a grid of pixels whose values are polynomials over the image, all solved for at once."""

    ConfigClass = PiffPsfDeterminerConfig

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        # its import takes longer than many a task: where it is not chosen nobody waits, where it is, the task's making
        import piff

        self.piff = piff

    def determine(self, candidates, rows, schema, exposure):
        """The PSF, the candidates that it was made of, and the chi2 of the fit per degree of freedom."""
        config = self.config
        candidates = self.downsampled(candidates)
        size = self.size(candidates)
        wcs = galsim.PixelScale(1.0)
        cut = ((c, self.star(c, size, wcs)) for c in candidates)
        whole = [(c, star) for c, star in cut if star is not None]
        stars = [star for _, star in whole]
        order = config.spatialOrderPerBand.get(exposure.info.get("filter"), config.spatialOrder)
        least = (order + 1) * (order + 2) // 2
        psf = self.fit(stars, wcs, order, config.piffMaxIter) if len(stars) >= least else None
        left = len(stars if psf is None else used_places(psf))
        if left < least:
            if not (config.zerothOrderInterpNotEnoughStars and stars):
                raise RuntimeError(f"Failed to determine piff PSF: {left} stars, order {order} needs {least}")
            self.log.warning("Only %d stars, but %d required. Using zeroth order interpolation.", left, least)
            # the average of few: none of them is an outlier
            order, psf = 0, self.fit(stars, wcs, 0, 1)
        used = used_places(psf)
        good = [c for c, star in whole if (star.x, star.y) in used]
        return self.grid(psf, exposure.image.shape, size, order), good, psf.chisq / psf.dof if psf.dof > 0 else np.nan

    def fit(self, stars, wcs, order, max_iter):
        """Piff's PSF of these stars, a polynomial of this order."""
        config, piff = self.config, self.piff
        psf = piff.PSF.process(
            {
                "type": "Simple",
                "model": {
                    "type": "PixelGrid",
                    "scale": config.samplingSize,
                    "size": config.modelSize,
                    "interp": config.interpolant,
                    "centered": config.piffPixelGridFitCenter,
                },
                "interp": {
                    "type": "BasisPolynomial",
                    "order": [order] * 2,
                    "keys": ["x", "y"],
                    "solver": config.piffBasisPolynomialSolver,
                },
                "outliers": {"type": "Chisq", "nsigma": config.outlierNSigma, "max_remove": config.outlierMaxRemove},
                "max_iter": max_iter,
            }
        )
        psf.set_context({0: wcs}, None, None)
        psf.fit(stars, logger=piff.setup_logger(verbose=config.piffLoggingLevel))
        return psf

    def star(self, candidate, size, wcs):
        """A star as Piff wants it; None when too little of it is left."""
        config, piff = self.config, self.piff
        image, variance, mask = candidate.trimmed(size)
        good = mask & mask_bits(*config.zeroWeightMaskBits) == 0
        if good.mean() < config.minimumUnmaskedFraction:
            return None
        corner = {"xmin": candidate.column - size // 2, "ymin": candidate.row - size // 2}
        # the sky's noise alone: that of the star's own light would give its core too little weight
        sky = np.median(variance)
        snr = np.sqrt((image[good] ** 2).sum() / sky)
        weight = np.where(good, min(1, config.maxSNR / snr) ** 2 / sky, 0.0)
        data = piff.StarData(
            galsim.Image(image.copy(), wcs=wcs, **corner),
            galsim.PositionD(candidate.x, candidate.y),
            weight=galsim.Image(weight, wcs=wcs, **corner),
            properties={"chipnum": 0},
        )
        return piff.Star(data, None)

    def grid(self, psf, shape, size, order):
        """The same PSF as a GridPsf: Piff's pixels are polynomials, a few places tell them all."""
        config = self.config
        center = scale = np.array(shape[::-1]) / 2
        made = GridPsf(np.zeros(((order + 1) * (order + 2) // 2, 1, 1)), 1, 1, center, scale)
        at = [center + scale * np.array(place) for place in np.ndindex(order + 1, order + 1)]
        grids, terms = [], []
        for x, y in at:
            target = self.piff.Star.makeTarget(x=x, y=y, wcs=galsim.PixelScale(1.0), properties={"chipnum": 0})
            grids.append(psf.interpolateStar(target).fit.get_params(psf._num).ravel())
            terms.append(made.powers(x, y))
        cube = np.linalg.lstsq(np.array(terms), np.array(grids), rcond=None)[0]
        cube = cube.reshape(-1, config.modelSize, config.modelSize)
        return GridPsf(cube, config.samplingSize, size, center, scale, config.galsim_name())


def used_places(psf):
    """Where the stars of Piff's PSF are that it was made of: (x, y)."""
    return {(star.x, star.y) for star in psf.stars if not star.is_flagged and not star.is_reserve}


psfDeterminerRegistry.register("piff", PiffPsfDeterminerTask)


class MeasurePsfConfig(pexConfig.Config):
    starSelector = starSelectorRegistry.makeField("Star selection algorithm", default="objectSize")
    makePsfCandidates = pexConfig.ConfigurableField(
        target=MakePsfCandidatesTask, doc="Task to make psf candidates from selected stars."
    )
    psfDeterminer = psfDeterminerRegistry.makeField("PSF Determination algorithm", default="piff")
    reserve = pexConfig.ConfigurableField(target=ReserveSourcesTask, doc="Reserve sources from fitting")

    def validate(self):
        super().validate()
        if self.psfDeterminer.name == "piff":
            stamp, kernel = self.psfDeterminer["piff"].stampSize, self.makePsfCandidates.kernelSize
            if stamp is not None and stamp > kernel:
                # the original's words, which say the opposite of its rule
                raise pexConfig.FieldValidationError(
                    self.__class__.makePsfCandidates,
                    self,
                    f"PIFF kernelSize={stamp} must be >= psf candidate kernelSize={kernel}",
                )


class MeasurePsfTask(pipeBase.Task):
    ConfigClass = MeasurePsfConfig
    _DefaultName = "measurePsf"

    def __init__(self, schema, **kwargs):
        super().__init__(**kwargs)
        self.schema = schema
        self.flags = [schema.add(f"calib_psf_{name}", "?") for name in ("candidate", "used", "reserved")]
        self.makeSubtask("starSelector")
        self.makeSubtask("makePsfCandidates")
        self.makeSubtask("psfDeterminer")
        self.makeSubtask("reserve")

    @timeMethod
    def run(self, exposure, rows, seed=0):
        """Struct(psf); sets the rows' calib_psf flags."""
        chosen = self.starSelector.run(rows, self.schema)
        candidates = self.makePsfCandidates.run(rows, self.schema, chosen, exposure)
        reserved = self.reserve.run(len(candidates), seed)
        candidate_flag, used_flag, reserved_flag = self.flags
        for flag in self.flags:
            rows[flag] = False
        rows[candidate_flag][[c.index for c in candidates]] = True
        rows[reserved_flag][[c.index for c, kept in zip(candidates, reserved) if kept]] = True
        given = [c for c, kept in zip(candidates, reserved) if not kept]
        self.metadata["numAvailStars"] = len(given)
        if not given:
            raise RuntimeError("No stars to measure the PSF from: see the limits of measurePsf.starSelector")
        self.log.info("Sending %d candidates to PSF determiner", len(given))
        psf, used, chi2 = self.psfDeterminer.determine(given, rows, self.schema, exposure)
        if not used:
            raise RuntimeError("The PSF determiner accepted no star")
        rows[used_flag][[c.index for c in used]] = True
        self.metadata["spatialFitChi2"] = float(chi2)
        self.metadata["numGoodStars"] = len(used)
        self.metadata["avgX"] = float(np.mean([c.x for c in used]))
        self.metadata["avgY"] = float(np.mean([c.y for c in used]))
        return pipeBase.Struct(psf=psf)
