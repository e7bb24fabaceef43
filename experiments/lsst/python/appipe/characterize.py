"""characterizeImage: background, detection, measurement and PSF of an exposure, as pipe_tasks had it in May 2022."""

import lsst.pex.config as pexConfig
import lsst.pipe.base as pipeBase
import numpy as np
import scipy.ndimage
import sep
from astropy.table import Table
from lsst.pipe.base import connectionTypes as cT
from lsst.utils.timer import timeMethod

from .exposure import GridPsf, mask_bits
from .plugins import FWHM, Schema, SingleFrameMeasurementTask, adaptive_moments
from .psf import MeasurePsfTask


class SubtractBackgroundConfig(pexConfig.Config):
    binSize = pexConfig.RangeField(
        dtype=int, default=128, min=1, doc="how large a region of the sky should be used for each background point"
    )
    ignoredPixelMask = pexConfig.ListField(
        dtype=str,
        default=["BAD", "EDGE", "DETECTED", "NO_DATA"],
        doc="Names of mask planes to ignore while estimating the background",
    )


class SubtractBackgroundTask(pipeBase.Task):
    ConfigClass = SubtractBackgroundConfig
    _DefaultName = "background"

    def run(self, exposure):
        """Subtracts the background in place; (ny, nx) float32: what it was."""
        ignored = exposure.flagged(*self.config.ignoredPixelMask)
        size = self.config.binSize
        background = sep.Background(exposure.image, mask=ignored, bw=size, bh=size).back()
        exposure.image -= background
        return background


class SourceDetectionConfig(pexConfig.Config):
    thresholdValue = pexConfig.RangeField(
        dtype=float, default=5.0, min=0.0, doc="Threshold for detecting footprints, in sigmas of the smoothed image."
    )
    includeThresholdMultiplier = pexConfig.RangeField(
        dtype=float,
        default=1.0,
        min=0.0,
        doc="Multiplier on thresholdValue for whether a source is included in the output catalog.",
    )
    minPixels = pexConfig.RangeField(
        dtype=int, default=1, min=0, doc="detected sources with fewer than the specified number of pixels will be ignored"
    )
    reEstimateBackground = pexConfig.Field(
        dtype=bool, default=True, doc="Estimate the background again after final source detection?"
    )
    background = pexConfig.ConfigurableField(target=SubtractBackgroundTask, doc="Background re-estimation; ignored if "
                                             "reEstimateBackground false")  # fmt: skip
    doTempLocalBackground = pexConfig.Field(
        dtype=bool, default=True, doc="Subtract a background of small bins while detecting?"
    )
    tempLocalBackground = pexConfig.ConfigurableField(
        target=SubtractBackgroundTask, doc="The background that is subtracted while detecting, if doTempLocalBackground"
    )

    def setDefaults(self):
        super().setDefaults()
        self.tempLocalBackground.binSize = 64


class SourceDetectionTask(pipeBase.Task):
    """Pixels that stand out of the image smoothed by the PSF."""

    ConfigClass = SourceDetectionConfig
    _DefaultName = "detection"

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.makeSubtask("background")
        self.makeSubtask("tempLocalBackground")

    @timeMethod
    def run(self, exposure, sigma=None):
        """What detectFootprints finds: there is no catalogue to be made of it."""
        return self.detectFootprints(exposure, sigma)

    @timeMethod
    def detectFootprints(self, exposure, sigma=None):
        """Finds sources and marks them in the mask.

        sigma: of the PSF, pixels; measured when None.
        Struct of peaks, (n, 2) x, y; segments, (ny, nx) int32, a pixel's source from 1, 0 for none; significance,
        (ny, nx) float32, in sigmas; background, what was re-estimated and subtracted, or None
        """
        sigma = psf_sigma(exposure) if sigma is None else sigma
        exposure.mask &= ~mask_bits("DETECTED", "EDGE")
        edge = int(np.ceil(4 * sigma))
        inner = np.s_[edge:-edge, edge:-edge]
        border = np.ones(exposure.image.shape, bool)
        border[inner] = False
        exposure.mask[border] |= mask_bits("EDGE")
        image = exposure.image
        if self.config.doTempLocalBackground:
            copy = exposure.copy()
            self.tempLocalBackground.run(copy)
            image = copy.image
        known = ~exposure.flagged("NO_DATA")
        variance = np.median(exposure.variance[known])
        # the noise of white noise that was smoothed by a Gaussian
        noise = np.sqrt(variance) / (2 * np.sqrt(np.pi) * sigma)
        significance = scipy.ndimage.gaussian_filter(np.where(known, image, 0), sigma) / noise
        significance[border] = 0
        found = extract(significance, self.config)
        exposure.mask[found.segments > 0] |= mask_bits("DETECTED")
        found.background = self.background.run(exposure) if self.config.reEstimateBackground else None
        self.log.info("Detected %d sources to %g sigma", len(found.peaks), self.config.thresholdValue)
        return found


def extract(significance, config, levels=1, contrast=1.0):
    """Struct of peaks, segments and significance, as SourceDetectionTask.detectFootprints has them."""
    objects, segments = sep.extract(
        significance,
        config.thresholdValue,
        minarea=max(config.minPixels, 1),
        filter_kernel=None,
        deblend_nthresh=levels,
        deblend_cont=contrast,
        clean=False,
        segmentation_map=True,
    )
    wanted = objects["peak"] >= config.thresholdValue * config.includeThresholdMultiplier
    number = np.zeros(len(objects) + 1, np.int32)
    number[1:][wanted] = np.arange(1, wanted.sum() + 1)
    peaks = np.stack([objects["xpeak"], objects["ypeak"]], axis=1)[wanted]
    return pipeBase.Struct(peaks=peaks.astype(float), segments=number[segments], significance=significance)


class SourceDeblendConfig(pexConfig.Config):
    levels = pexConfig.RangeField(dtype=int, default=32, min=1, doc="Number of levels at which a footprint may part")
    contrast = pexConfig.RangeField(
        dtype=float, default=0.005, min=0.0, max=1.0, doc="Part of a footprint's light that makes a source of its own"
    )


class SourceDeblendTask(pipeBase.Task):
    """Parts footprints that hold several sources."""

    ConfigClass = SourceDeblendConfig
    _DefaultName = "deblend"

    def __init__(self, schema, **kwargs):
        super().__init__(**kwargs)
        schema.add("deblend_nChild", "i4")

    @timeMethod
    def run(self, found, detection):
        return self.deblend(found, detection)

    @timeMethod
    def deblend(self, found, detection):
        """The same as `found`, by the same thresholds, with the parts as sources; no parent is kept."""
        parted = extract(found.significance, detection, self.config.levels, self.config.contrast)
        parted.background = found.background
        return parted


def psf_sigma(exposure):
    """pixels; of the PSF in the middle of the image."""
    ny, nx = exposure.image.shape
    xx, yy, xy = adaptive_moments(exposure.psf.image(nx // 2, ny // 2), 0, 0)
    return (xx * yy - xy * xy) ** 0.25


class InstallGaussianPsfConfig(pexConfig.Config):
    fwhm = pexConfig.Field(dtype=float, default=4.0, doc="Estimated FWHM of simple Gaussian PSF model, in pixels.")
    width = pexConfig.RangeField(
        dtype=int, default=21, min=1, doc="Width and height of PSF model, in pixels. Must be odd."
    )


class InstallGaussianPsfTask(pipeBase.Task):
    """A Gaussian of the size of the PSF that is there, or of the configured one."""

    ConfigClass = InstallGaussianPsfConfig
    _DefaultName = "installSimplePsf"

    def run(self, exposure):
        sigma = psf_sigma(exposure) if exposure.psf else self.config.fwhm / FWHM
        exposure.psf = GridPsf.gaussian(sigma, self.config.width)


class RepairConfig(pexConfig.Config):
    doCosmicRay = pexConfig.Field(dtype=bool, default=True, doc="Find and mask out cosmic rays?")
    minSigma = pexConfig.Field(
        dtype=float, default=6.0, doc="CRs must be > this many sky-sig above sky"
    )
    cond3_fac = pexConfig.Field(
        dtype=float, default=2.5, doc="used in condition 3 for CR; see CR.cc code: noise that a slope may have"
    )
    cond3_fac2 = pexConfig.Field(
        dtype=float, default=0.6, doc="used in condition 3 for CR; see CR.cc code: part of the PSF's slope that is believed"
    )
    nCrPixelMax = pexConfig.Field(dtype=int, default=100000, doc="maximum number of contaminated pixels")


class RepairTask(pipeBase.Task):
    """Finds pixels that are sharper than the PSF, marks them and fills them from their neighbours."""

    ConfigClass = RepairConfig
    _DefaultName = "repair"

    @timeMethod
    def run(self, exposure, keepCRs=False):
        if not self.config.doCosmicRay:
            return
        struck = self.find(exposure)
        if struck.sum() > self.config.nCrPixelMax:
            raise RuntimeError(f"{struck.sum()} pixels of cosmic rays are more than nCrPixelMax")
        exposure.mask &= ~mask_bits("CR")
        exposure.mask[struck] |= mask_bits("CR")
        if not keepCRs and struck.any():
            around = np.lib.stride_tricks.sliding_window_view(np.pad(exposure.image, 3, mode="edge"), (7, 7))
            exposure.image[struck] = np.median(around[struck], axis=(1, 2))
            exposure.mask[struck] |= mask_bits("INTRP")

    def find(self, exposure):
        """(ny, nx) bool. A pixel against the mean of the two that face each other across it, in four directions."""
        config, image = self.config, exposure.image
        sky = np.median(image)
        light, noise = image - sky, np.sqrt(exposure.variance)
        middle = exposure.psf.size // 2
        psf = exposure.psf.image(image.shape[1] // 2, image.shape[0] // 2)
        struck = light > config.minSigma * noise
        sharp = np.zeros(image.shape, bool)
        for across, along in (1, 0), (0, 1), (1, 1), (1, -1):
            facing = np.zeros_like(light)
            facing[1:-1, 1:-1] = (shifted(light, across, along) + shifted(light, -across, -along)) / 2
            ratio = psf[middle + along, middle + across] / psf[middle, middle]
            sharp |= (light - config.cond3_fac * noise) * ratio * config.cond3_fac2 > facing + config.cond3_fac * noise
        struck &= sharp
        struck[[0, -1]] = struck[:, [0, -1]] = False
        struck &= ~exposure.flagged("BAD", "SAT", "INTRP")
        # what touches it is of it, if it is bright
        near = scipy.ndimage.binary_dilation(struck) & (light > config.minSigma * noise)
        return struck | (near & sharp)


def shifted(image, across, along):
    """(ny - 2, nx - 2): the neighbours of the inner pixels."""
    ny, nx = image.shape
    return image[1 + along : ny - 1 + along, 1 + across : nx - 1 + across]


class MeasureApCorrConfig(pexConfig.Config):
    refFluxName = pexConfig.Field(
        dtype=str, default="slot_CalibFlux", doc="Field name prefix for the flux other measurements should be corrected to"
    )
    sourceFlag = pexConfig.Field(
        dtype=str, default="calib_psf_used", doc="The flag of the sources that the correction is measured from"
    )
    order = pexConfig.RangeField(dtype=int, default=2, min=0, doc="Order of the polynomial over the image")
    minDegreesOfFreedom = pexConfig.RangeField(
        dtype=int, default=1, min=1, doc="Minimum number of degrees of freedom; with fewer sources the order is lowered"
    )
    numIter = pexConfig.Field(dtype=int, default=4, doc="Number of iterations for robust rejection")
    numSigmaClip = pexConfig.Field(dtype=float, default=4.0, doc="Number of standard devisations to clip at")
    allowFailure = pexConfig.ListField(
        dtype=str, default=[], doc="Allow these measurement algorithms to fail without an exception"
    )


class MeasureApCorrTask(pipeBase.Task):
    """How each flux of a star relates to that of a large aperture, over the image."""

    ConfigClass = MeasureApCorrConfig
    _DefaultName = "measureApCorr"

    def __init__(self, schema, names, **kwargs):
        super().__init__(**kwargs)
        self.schema = schema
        self.reference = [schema.find(self.config.refFluxName + end) for end in ("_instFlux", "_instFluxErr")]
        # what is registered for a correction and not in the schema is left out without a word, as in the original
        self.names = [name for name in names if f"{name}_instFlux" in schema.fields]
        schema.find(self.config.sourceFlag)

    def run(self, rows):
        """name -> function of x, y (arrays): the factor that the flux is to be multiplied by."""
        x, y = (rows[self.schema.find(f"slot_Centroid_{axis}")] for axis in "xy")
        usable = rows[self.schema.find(self.config.sourceFlag)] & np.isfinite(rows[self.reference[0]])
        corrections = {}
        for name in self.names:
            ratio = rows[self.reference[0]] / rows[f"{name}_instFlux"]
            good = usable & np.isfinite(ratio) & (ratio > 0)
            try:
                corrections[name] = self.fit(x[good], y[good], ratio[good])
            except ValueError as error:
                if name not in self.config.allowFailure:
                    raise RuntimeError(f"Unable to measure aperture correction for required algorithm '{name}': "
                                       f"{error}") from None  # fmt: skip
                self.log.warning("Unable to measure aperture correction for '%s': %s", name, error)
        return corrections

    def fit(self, x, y, ratio):
        order = self.config.order
        while order > 0 and len(x) - (order + 1) * (order + 2) // 2 < self.config.minDegreesOfFreedom:
            order -= 1
        if len(x) < 1 + self.config.minDegreesOfFreedom:
            raise ValueError(f"only {len(x)} sources")
        keep = np.ones(len(x), bool)
        for _ in range(self.config.numIter):
            terms = np.linalg.lstsq(places(x[keep], y[keep], order), ratio[keep], rcond=None)[0]
            off = ratio - places(x, y, order) @ terms
            spread = 1.4826 * np.median(np.abs(off[keep]))
            kept = np.abs(off) <= self.config.numSigmaClip * max(spread, 1e-6)
            if (kept == keep).all() or kept.sum() < terms.size + self.config.minDegreesOfFreedom:
                break
            keep = kept
        return lambda x, y: places(x, y, order) @ terms


def places(x, y, order):
    """(n, n_terms): the terms of a polynomial of thousands of pixels."""
    u, v = np.asarray(x) / 1000, np.asarray(y) / 1000
    return np.stack([u**i * v**j for j in range(order + 1) for i in range(order + 1 - j)], axis=-1)


class ApplyApCorrConfig(pexConfig.Config):
    ignoreList = pexConfig.ListField(
        dtype=str, default=[], doc="Aperture correction names to ignore (e.g. base_GaussianFlux)"
    )


class ApplyApCorrTask(pipeBase.Task):
    ConfigClass = ApplyApCorrConfig
    _DefaultName = "applyApCorr"

    def __init__(self, schema, names, **kwargs):
        super().__init__(**kwargs)
        self.schema = schema
        self.names = [name for name in names if name not in self.config.ignoreList]
        for name in self.names:
            schema.add(f"{name}_apCorr")
            schema.add(f"{name}_flag_apCorr", "?")

    def run(self, rows, corrections):
        x, y = (rows[self.schema.find(f"slot_Centroid_{axis}")] for axis in "xy")
        for name in self.names:
            rows[f"{name}_flag_apCorr"] = name not in corrections
            if name in corrections:
                factor = corrections[name](x, y)
                rows[f"{name}_apCorr"] = factor
                for end in "_instFlux", "_instFluxErr":
                    rows[name + end] *= factor


class ClassificationExtendednessConfig(pexConfig.Config):
    fluxRatio = pexConfig.Field(dtype=float, default=0.925, doc="critical ratio of model to psf flux")


class ClassificationExtendedness:
    """1 where the model's flux is more than the PSF's explains, else 0."""

    ConfigClass = ClassificationExtendednessConfig

    def __init__(self, config, name, schema):
        self.config, self.name = config, name
        self.fluxes = [schema.find(f"slot_{slot}Flux_instFlux") for slot in ("Model", "Psf")]
        schema.add(f"{name}_value")
        schema.add(f"{name}_flag", "?")

    def calculate(self, rows):
        model, psf = (rows[name] for name in self.fluxes)
        rows[f"{self.name}_value"] = np.where(self.config.fluxRatio * model < psf, 0.0, 1.0)
        rows[f"{self.name}_flag"] = ~(np.isfinite(model) & np.isfinite(psf))


catalogCalculationRegistry = pexConfig.makeRegistry("What is calculated from the columns of a catalogue.")
catalogCalculationRegistry.register("base_ClassificationExtendedness", ClassificationExtendedness)


class CatalogCalculationConfig(pexConfig.Config):
    plugins = catalogCalculationRegistry.makeField(
        multi=True, default=["base_ClassificationExtendedness"], doc="Plugins to be run and their configuration"
    )


class CatalogCalculationTask(pipeBase.Task):
    ConfigClass = CatalogCalculationConfig
    _DefaultName = "catalogCalculation"

    def __init__(self, schema, **kwargs):
        super().__init__(**kwargs)
        chosen = self.config.plugins
        self.plugins = [catalogCalculationRegistry[name](chosen[name], name, schema) for name in sorted(chosen.names)]

    def run(self, rows):
        for plugin in self.plugins:
            plugin.calculate(rows)


class ComputeExposureSummaryStatsConfig(pexConfig.Config):
    starSelection = pexConfig.Field(
        dtype=str, default="calib_psf_used", doc="Field to select sources to be used in the PSF statistics computation."
    )
    starShape = pexConfig.Field(
        dtype=str, default="base_SdssShape", doc="Base name of columns to use for the source shape in the PSF statistics computation."
    )
    psfShape = pexConfig.Field(
        dtype=str, default="base_SdssShape_psf", doc="Base name of columns to use for the PSF shape in the PSF statistics computation."
    )


class ComputeExposureSummaryStatsTask(pipeBase.Task):
    """Writes the names of ExposureSummaryStats that are known here into its metadata."""

    ConfigClass = ComputeExposureSummaryStatsConfig
    _DefaultName = "computeExposureSummaryStats"

    @timeMethod
    def run(self, exposure, rows, schema, background):
        ny, nx = exposure.image.shape
        psf = exposure.psf.image(nx // 2, ny // 2)
        xx, yy, xy = adaptive_moments(psf, 0, 0)
        sky = exposure.image[~exposure.flagged("BAD", "SAT", "DETECTED", "EDGE", "NO_DATA")]
        stats = {
            "psfSigma": (xx * yy - xy * xy) ** 0.25,
            "psfIxx": xx,
            "psfIyy": yy,
            "psfIxy": xy,
            "psfArea": psf.sum() / (psf**2).sum(),
            "skyBg": np.median(background),
            "skyNoise": 1.4826 * np.median(np.abs(sky - np.median(sky))),
            "meanVar": exposure.variance.mean(),
        }
        stats |= self.stars(rows, schema)
        for name, value in stats.items():
            self.metadata[name] = value if isinstance(value, int) else float(value)

    def stars(self, rows, schema):
        """How the shapes of stars differ from the PSF's; NaN where their columns are not there, as in the original."""
        config = self.config
        names = ["E1Median", "E2Median", "E1Scatter", "E2Scatter", "SizeMedian", "SizeScatter"]
        stats = {"nPsfStar": 0} | {f"psfStarDelta{name}": np.nan for name in names}
        stats["psfStarScaledDeltaSizeScatter"] = np.nan
        if config.starSelection not in schema.fields or config.starShape + "_flag" not in schema.fields:
            return stats
        chosen = rows[config.starSelection] & ~rows[config.starShape + "_flag"]
        if not chosen.any():
            return stats
        size, e1, e2 = shape_of(rows[chosen], config.starShape)
        psf_size, psf_e1, psf_e2 = shape_of(rows[chosen], config.psfShape)
        stats["nPsfStar"] = int(chosen.sum())
        for name, off in ("E1", e1 - psf_e1), ("E2", e2 - psf_e2), ("Size", size - psf_size):
            stats[f"psfStarDelta{name}Median"] = np.median(off)
            stats[f"psfStarDelta{name}Scatter"] = scatter(off)
        stats["psfStarScaledDeltaSizeScatter"] = stats["psfStarDeltaSizeScatter"] / np.median(size) ** 2
        return stats


def shape_of(rows, name):
    """(n,) each: the size (determinant radius, pixels), e1 and e2."""
    xx, yy, xy = (rows[f"{name}_{moment}"] for moment in ("xx", "yy", "xy"))
    return (xx * yy - xy * xy) ** 0.25, (xx - yy) / (xx + yy), 2 * xy / (xx + yy)


def scatter(values):
    """The standard deviation of a Gaussian that has as large a median deviation."""
    return 1.4826 * np.median(np.abs(values - np.median(values)))


DIMENSIONS = ("instrument", "visit", "detector")


class CharacterizeImageConnections(pipeBase.PipelineTaskConnections, dimensions=DIMENSIONS):
    exposure = cT.Input(
        name="postISRCCD",
        doc="Input exposure data",
        storageClass="ApExposure",
        dimensions=("instrument", "exposure", "detector"),
    )
    characterized = cT.Output(
        name="icExp", doc="Output characterized data.", storageClass="ApExposure", dimensions=DIMENSIONS
    )
    sourceCat = cT.Output(name="icSrc", doc="Output source catalog.", storageClass="ArrowAstropy", dimensions=DIMENSIONS)
    backgroundModel = cT.Output(
        name="icExpBackground", doc="Output background model.", storageClass="NumpyArray", dimensions=DIMENSIONS
    )
    outputSchema = cT.InitOutput(
        name="icSrc_schema",
        doc="Schema of the catalog produced by CharacterizeImage: a catalogue without rows",
        storageClass="ArrowAstropy",
    )


class CharacterizeImageConfig(pipeBase.PipelineTaskConfig, pipelineConnections=CharacterizeImageConnections):
    doMeasurePsf = pexConfig.Field(
        dtype=bool,
        default=True,
        doc="Measure PSF? If False then for all subsequent operations use either existing PSF model when present, "
        "or install simple PSF model when not (see installSimplePsf config options)",
    )
    psfIterations = pexConfig.RangeField(
        dtype=int,
        default=2,
        min=1,
        doc="Number of iterations of detect sources, measure sources, estimate PSF. If useSimplePsf is True then 2 "
        "should be plenty; otherwise more may be wanted.",
    )
    background = pexConfig.ConfigurableField(
        target=SubtractBackgroundTask, doc="Configuration for initial background estimation"
    )
    detection = pexConfig.ConfigurableField(target=SourceDetectionTask, doc="Detect sources")
    doDeblend = pexConfig.Field(dtype=bool, default=False, doc="Run deblender input exposure")
    deblend = pexConfig.ConfigurableField(target=SourceDeblendTask, doc="Split blended source into their components")
    measurement = pexConfig.ConfigurableField(target=SingleFrameMeasurementTask, doc="Measure sources")
    doPsfMeasurement = pexConfig.Field(
        dtype=bool,
        default=False,
        doc="Run psfMeasurement in place of measurement while the PSF is being modelled, and measurement once, after it? "
        "This is what RFC-857 proposes; the task of 2022 had no such field.",
    )
    psfMeasurement = pexConfig.ConfigurableField(
        target=SingleFrameMeasurementTask, doc="The few plugins that PSF modelling needs; see doPsfMeasurement"
    )
    doApCorr = pexConfig.Field(
        dtype=bool, default=True, doc="Run subtasks to measure and apply aperture corrections"
    )
    measureApCorr = pexConfig.ConfigurableField(
        target=MeasureApCorrTask, doc="Subtask to measure aperture corrections"
    )
    applyApCorr = pexConfig.ConfigurableField(target=ApplyApCorrTask, doc="Subtask to apply aperture corrections")
    catalogCalculation = pexConfig.ConfigurableField(
        target=CatalogCalculationTask, doc="Subtask to run catalogCalculation plugins on catalog"
    )
    doComputeSummaryStats = pexConfig.Field(
        dtype=bool, default=True, doc="Run subtask to measure exposure summary statistics"
    )
    computeSummaryStats = pexConfig.ConfigurableField(
        target=ComputeExposureSummaryStatsTask, doc="Subtask to run computeSummaryStats on exposure"
    )
    useSimplePsf = pexConfig.Field(
        dtype=bool,
        default=True,
        doc="Replace the existing PSF model with a simplified version that has the same sigma at the start of each PSF "
        "determination iteration? Doing so makes PSF determination converge more robustly and quickly.",
    )
    installSimplePsf = pexConfig.ConfigurableField(target=InstallGaussianPsfTask, doc="Install a simple PSF model")
    measurePsf = pexConfig.ConfigurableField(target=MeasurePsfTask, doc="Measure PSF")
    repair = pexConfig.ConfigurableField(target=RepairTask, doc="Remove cosmic rays")

    def setDefaults(self):
        super().setDefaults()
        # just bright stars
        self.detection.thresholdValue = 5.0
        self.detection.includeThresholdMultiplier = 10.0
        self.detection.doTempLocalBackground = False
        few = ["base_PixelFlags", "base_SdssCentroid", "base_SdssShape", "base_GaussianFlux", "base_PsfFlux"]
        self.measurement.plugins.names = few + ["base_CircularApertureFlux"]
        self.psfMeasurement.plugins.names = few + ["base_CircularApertureFlux"]

    def validate(self):
        super().validate()
        if self.doApCorr and not self.doMeasurePsf:
            raise RuntimeError(
                "Must measure PSF to measure aperture correction, because flags determined by PSF measurement are used "
                "to identify sources used to measure aperture correction"
            )


class CharacterizeImageTask(pipeBase.PipelineTask):
    ConfigClass = CharacterizeImageConfig
    _DefaultName = "characterizeImage"

    def __init__(self, initInputs=None, **kwargs):
        super().__init__(**kwargs)
        self.schema = Schema()
        # that of the passes before the last
        self.psfSchema = Schema() if self.config.doPsfMeasurement else self.schema
        self.makeSubtask("background")
        self.makeSubtask("installSimplePsf")
        self.makeSubtask("repair")
        self.makeSubtask("measurePsf", schema=self.psfSchema)
        self.makeSubtask("detection")
        if self.config.doDeblend:
            self.makeSubtask("deblend", schema=self.psfSchema)
        if self.config.doPsfMeasurement:
            self.schema.fields |= self.psfSchema.fields
            self.makeSubtask("psfMeasurement", schema=self.psfSchema)
        self.makeSubtask("measurement", schema=self.schema)
        if self.config.doApCorr:
            self.makeSubtask("measureApCorr", schema=self.schema, names=self.measurement.corrected_fluxes())
            self.makeSubtask("applyApCorr", schema=self.schema, names=self.measureApCorr.names)
        self.makeSubtask("catalogCalculation", schema=self.schema)
        if self.config.doComputeSummaryStats:
            self.makeSubtask("computeSummaryStats")
        self.outputSchema = Table(self.schema.rows(0))

    def runQuantum(self, butlerQC, inputRefs, outputRefs):
        exposure = butlerQC.get(inputRefs.exposure)
        data_id = butlerQC.quantum.dataId
        butlerQC.put(self.run(exposure, data_id["visit"] * 1000 + data_id["detector"]), outputRefs)

    @timeMethod
    def run(self, exposure, seed=0):
        """seed: the number of the exposure; the ids of the sources begin with it."""
        background = self.background.run(exposure)
        for i in range(self.config.psfIterations):
            sources, again = self.detectMeasureAndEstimatePsf(exposure, seed)
            if again is not None:
                background += again
            sigma = psf_sigma(exposure)
            if not np.isfinite(sigma):
                raise RuntimeError("PSF sigma is NaN, cannot continue PSF determination.")
            size = exposure.psf.size
            self.log.info("iter %s; PSF sigma=%0.2f, dimensions=(%d, %d); median background=%0.2f",
                          i + 1, sigma, size, size, np.median(background))  # fmt: skip
            if not self.config.doMeasurePsf:
                break
        self.repair.run(exposure)
        rows = sources.rows
        if self.config.doPsfMeasurement:
            rows = self.schema.rows(len(rows))
            for name in sources.rows.dtype.names:
                if name in rows.dtype.names:
                    rows[name] = sources.rows[name]
            sources.rows = rows
        self.measurement.run(sources, exposure, seed)
        if self.config.doApCorr:
            self.applyApCorr.run(rows, self.measureApCorr.run(rows))
        self.catalogCalculation.run(rows)
        if self.config.doComputeSummaryStats:
            self.computeSummaryStats.run(exposure, rows, self.schema, background)
        return pipeBase.Struct(characterized=exposure, sourceCat=Table(rows), backgroundModel=background)

    @timeMethod
    def detectMeasureAndEstimatePsf(self, exposure, seed):
        """The sources, see SingleFrameMeasurementTask.run, and the background that was subtracted again, or None."""
        if exposure.psf is None or (self.config.doMeasurePsf and self.config.useSimplePsf):
            self.installSimplePsf.run(exposure)
        self.repair.run(exposure, keepCRs=True)
        found = self.detection.run(exposure)
        if self.config.doDeblend:
            found = self.deblend.run(found, self.config.detection)
        few = self.config.doPsfMeasurement
        schema, measurement = (self.psfSchema, self.psfMeasurement) if few else (self.schema, self.measurement)
        rows = schema.rows(len(found.peaks))
        rows["id"] = np.arange(1, len(rows) + 1) + seed * 1000000
        sources = pipeBase.Struct(rows=rows, peaks=found.peaks, segments=found.segments)
        measurement.run(sources, exposure, seed)
        if self.config.doMeasurePsf:
            exposure.psf = self.measurePsf.run(exposure, rows, seed).psf
        return sources, found.background
