"""calibrate: fainter sources, and where and how bright they are by a reference catalogue."""

import lsst.pex.config as pexConfig
import lsst.pipe.base as pipeBase
import numpy as np
import scipy.spatial
from astropy.table import Table
from lsst.pipe.base import connectionTypes as cT
from lsst.utils.timer import timeMethod

from .characterize import (
    DIMENSIONS,
    CatalogCalculationTask,
    SourceDeblendTask,
    SourceDetectionTask,
    scatter,
)
from .plugins import Schema, SingleFrameMeasurementTask


class MatcherConfig(pexConfig.Config):
    maxOffset = pexConfig.RangeField(
        dtype=float, default=15.0, min=0.0, doc="Largest error of the pointing along an axis, in pixels"
    )
    matchRadius = pexConfig.RangeField(
        dtype=float, default=2.0, min=0.0, doc="Farthest that a source is from the reference object it is, in pixels"
    )
    minMatches = pexConfig.RangeField(dtype=int, default=6, min=3, doc="Matches below which there is no WCS")


class MatcherTask(pipeBase.Task):
    """Pairs sources with reference objects; as long as no WCS was fitted, at the offset that most pairs agree on."""

    ConfigClass = MatcherConfig
    _DefaultName = "matcher"

    @timeMethod
    def matchObjectsToSources(self, predicted, sources, fitted):
        """(m, 2) int: pairs, of a source and a reference, that are each other's nearest.

        predicted, sources: (n, 2) pixels; fitted: whether the WCS that predicts was fitted to this exposure
        """
        if not fitted:
            predicted = predicted + self.offset(sources, predicted)
        radius = self.config.matchRadius
        distance, there = scipy.spatial.cKDTree(predicted).query(sources, distance_upper_bound=radius)
        _, back = scipy.spatial.cKDTree(sources).query(predicted, distance_upper_bound=radius)
        found = np.flatnonzero(np.isfinite(distance))
        found = found[back[there[found]] == found]
        if len(found) < self.config.minMatches:
            raise RuntimeError(f"Unable to match sources: {len(found)} matches are too few for a WCS")
        return np.stack([found, there[found]], axis=1)

    def offset(self, sources, predicted):
        """(2,) pixels: the fullest cell of all differences, and the middle of what is in and around it."""
        most = self.config.maxOffset
        differences = (sources[:, None] - predicted[None]).reshape(-1, 2)
        differences = differences[np.abs(differences).max(axis=1) < most]
        if len(differences) < self.config.minMatches:
            raise RuntimeError(f"Unable to match sources: {len(differences)} are within {most} pixels of references")
        cells = int(2 * most)
        counts, *edges = np.histogram2d(*differences.T, bins=cells, range=[[-most, most]] * 2)
        fullest = np.unravel_index(counts.argmax(), counts.shape)
        middle = np.array([edge[i] + 0.5 for edge, i in zip(edges, fullest)])
        return np.median(differences[np.abs(differences - middle).max(axis=1) < 1.5], axis=0)


class FitAffineWcsConfig(pexConfig.Config):
    """Nothing to choose, as in the original."""


class FitAffineWcsTask(pipeBase.Task):
    ConfigClass = FitAffineWcsConfig
    _DefaultName = "fitAffineWcs"

    @timeMethod
    def fitWcs(self, wcs, predicted, measured):
        """The WCS that puts the references where the sources are: an affine map before the old one."""
        terms = np.column_stack([measured, np.ones(len(measured))])
        keep = np.ones(len(terms), bool)
        for _ in range(3):
            found = np.linalg.lstsq(terms[keep], predicted[keep], rcond=None)[0]
            off = np.hypot(*(predicted - terms @ found).T)
            keep = off <= max(3 * np.median(off), 1e-3)
        matrix, shift = found[:2].T, found[2]
        solved = wcs.deepcopy()
        solved.wcs.cd = wcs.pixel_scale_matrix @ matrix
        if solved.wcs.has_pc():
            solved.wcs.pc, solved.wcs.cdelt = solved.wcs.cd, [1, 1]
        solved.wcs.crpix = np.linalg.solve(matrix, wcs.wcs.crpix - 1 - shift) + 1
        solved.wcs.set()
        return solved


class AstrometryConfig(pexConfig.Config):
    matcher = pexConfig.ConfigurableField(target=MatcherTask, doc="reference object/source matcher")
    wcsFitter = pexConfig.ConfigurableField(target=FitAffineWcsTask, doc="WCS fitter")
    maxIter = pexConfig.RangeField(dtype=int, default=3, min=1, doc="Fits of the WCS, each with matches of its own")
    signalToNoiseMin = pexConfig.RangeField(dtype=float, default=10.0, min=0.0, doc="Least S/N of sources to match")


class AstrometryTask(pipeBase.Task):
    """Finds the offset of the pointing that most pairs agree on, then fits an affine map to what matches."""

    ConfigClass = AstrometryConfig
    _DefaultName = "astrometry"

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.makeSubtask("matcher")
        self.makeSubtask("wcsFitter")

    @timeMethod
    def run(self, exposure, x, y, snr, references):
        """Corrects the exposure's WCS.

        x, y, snr: (n,) of the sources. Struct of matches, (m, 2) int: rows of sources and references; offsets, (m,) arcsec
        """
        return self.solve(exposure, x, y, snr, references)

    @timeMethod
    def solve(self, exposure, x, y, snr, references):
        good = np.flatnonzero(snr > self.config.signalToNoiseMin)
        sources = np.stack([x, y], axis=1)[good]
        for i in range(self.config.maxIter):
            matches = self._matchAndFitWcs(exposure, sources, references, fitted=i > 0)
        off = sources[matches[:, 0]] - self.on_pixels(exposure, references)[matches[:, 1]]
        scale = 3600 * np.sqrt(abs(np.linalg.det(exposure.wcs.pixel_scale_matrix)))
        matches = np.stack([good[matches[:, 0]], matches[:, 1]], axis=1)
        return pipeBase.Struct(matches=matches, offsets=np.hypot(*off.T) * scale)

    @timeMethod
    def _matchAndFitWcs(self, exposure, sources, references, fitted):
        """The matches that the exposure's new WCS was fitted to, see MatcherTask.matchObjectsToSources."""
        predicted = self.on_pixels(exposure, references)
        matches = self.matcher.matchObjectsToSources(predicted, sources, fitted)
        exposure.wcs = self.wcsFitter.fitWcs(exposure.wcs, predicted[matches[:, 1]], sources[matches[:, 0]])
        return matches

    def on_pixels(self, exposure, references):
        """(n, 2): where the WCS puts the references."""
        places = np.degrees([references["coord_ra"], references["coord_dec"]])
        return np.stack(exposure.wcs.wcs_world2pix(*places, 0), axis=1)


class PhotoCalConfig(pexConfig.Config):
    fluxField = pexConfig.Field(dtype=str, default="slot_CalibFlux_instFlux", doc="Flux that the zero point is for")
    nSigma = pexConfig.RangeField(dtype=float, default=3.0, min=0.0, doc="clip at nSigma")
    nIter = pexConfig.RangeField(dtype=int, default=20, min=1, doc="number of iterations")
    magLimit = pexConfig.Field(dtype=float, default=21.0, doc="Don't use references fainter than this")


class PhotoCalTask(pipeBase.Task):
    ConfigClass = PhotoCalConfig
    _DefaultName = "photoCal"

    @timeMethod
    def run(self, flux, mag, is_star):
        """Struct of zp, mag of one electron; sigma, the scatter of single stars, mag; ngood. All arrays are of matches."""
        arrays = self.extractMagArrays(flux, mag, is_star)
        points = arrays.refMag - arrays.srcMag
        keep = np.ones(len(points), bool)
        for _ in range(self.config.nIter):
            middle, spread = np.median(points[keep]), scatter(points[keep])
            kept = np.abs(points - middle) <= self.config.nSigma * max(spread, 1e-4)
            if (kept == keep).all():
                break
            keep = kept
        return pipeBase.Struct(zp=np.mean(points[keep]), sigma=scatter(points[keep]), ngood=int(keep.sum()))

    @timeMethod
    def extractMagArrays(self, flux, mag, is_star):
        """Struct of srcMag and refMag, of what is usable: magnitudes by the flux alone, and those of the references."""
        good = is_star & (mag < self.config.magLimit) & (flux > 0)
        if good.sum() < 2:
            raise RuntimeError(f"No stars to calibrate with: {good.sum()} matches are usable")
        return pipeBase.Struct(srcMag=-2.5 * np.log10(flux[good]), refMag=mag[good])


class CalibrateConnections(pipeBase.PipelineTaskConnections, dimensions=DIMENSIONS):
    exposure = cT.Input(name="icExp", doc="Input image to calibrate", storageClass="ApExposure", dimensions=DIMENSIONS)
    background = cT.Input(
        name="icExpBackground",
        doc="Backgrounds determined by characterize task",
        storageClass="NumpyArray",
        dimensions=DIMENSIONS,
    )
    icSourceCat = cT.Input(
        name="icSrc",
        doc="Source catalog created by characterize task: what of it modelled the PSF",
        storageClass="ArrowAstropy",
        dimensions=DIMENSIONS,
    )
    referenceCat = cT.PrerequisiteInput(
        name="refcat",
        doc="Reference catalog to use for astrometry and photometry",
        storageClass="ArrowAstropy",
        dimensions=("instrument",),
    )
    outputExposure = cT.Output(
        name="calexp", doc="Exposure after running calibration task", storageClass="ApExposure", dimensions=DIMENSIONS
    )
    outputCat = cT.Output(
        name="src", doc="Source catalog produced in calibrate task", storageClass="ArrowAstropy", dimensions=DIMENSIONS
    )
    outputBackground = cT.Output(
        name="calexpBackground",
        doc="Background models estimated in calibration task",
        storageClass="NumpyArray",
        dimensions=DIMENSIONS,
    )
    outputSchema = cT.InitOutput(
        name="src_schema",
        doc="Schema of the catalog produced by calibrate: a catalogue without rows",
        storageClass="ArrowAstropy",
    )


class CalibrateConfig(pipeBase.PipelineTaskConfig, pipelineConnections=CalibrateConnections):
    detection = pexConfig.ConfigurableField(target=SourceDetectionTask, doc="Detect sources")
    doDeblend = pexConfig.Field(dtype=bool, default=True, doc="Run deblender input exposure")
    deblend = pexConfig.ConfigurableField(target=SourceDeblendTask, doc="Split blended sources into their components")
    measurement = pexConfig.ConfigurableField(target=SingleFrameMeasurementTask, doc="Measure sources")
    catalogCalculation = pexConfig.ConfigurableField(
        target=CatalogCalculationTask, doc="Subtask to run catalogCalculation plugins on catalog"
    )
    icSourceFieldsToCopy = pexConfig.ListField(
        dtype=str,
        default=["calib_psf_candidate", "calib_psf_used", "calib_psf_reserved"],
        doc="Fields to copy from the icSource catalog to the output catalog for matching sources",
    )
    matchRadiusPix = pexConfig.Field(
        dtype=float, default=3.0, doc="Match radius for matching icSourceCat objects to sourceCat objects (pixels)"
    )
    doAstrometry = pexConfig.Field(dtype=bool, default=True, doc="Perform astrometric calibration?")
    astrometry = pexConfig.ConfigurableField(target=AstrometryTask, doc="Perform astrometric calibration")
    doPhotoCal = pexConfig.Field(dtype=bool, default=True, doc="Perform phometric calibration?")
    photoCal = pexConfig.ConfigurableField(target=PhotoCalTask, doc="Perform photometric calibration")

    def setDefaults(self):
        super().setDefaults()
        self.detection.doTempLocalBackground = False

    def validate(self):
        super().validate()
        if self.doPhotoCal and not self.doAstrometry:
            raise ValueError("doPhotoCal needs the matches of doAstrometry: set both, or neither")


class CalibrateTask(pipeBase.PipelineTask):
    ConfigClass = CalibrateConfig
    _DefaultName = "calibrate"

    def __init__(self, initInputs=None, **kwargs):
        super().__init__(**kwargs)
        self.schema = Schema()
        self.makeSubtask("detection")
        if self.config.doDeblend:
            self.makeSubtask("deblend", schema=self.schema)
        for name in self.config.icSourceFieldsToCopy:
            self.schema.add(name, "?")
        self.makeSubtask("measurement", schema=self.schema)
        self.makeSubtask("catalogCalculation", schema=self.schema)
        if self.config.doAstrometry:
            self.makeSubtask("astrometry")
        if self.config.doPhotoCal:
            self.makeSubtask("photoCal")
        self.outputSchema = Table(self.schema.rows(0))

    def runQuantum(self, butlerQC, inputRefs, outputRefs):
        inputs = butlerQC.get(inputRefs)
        data_id = butlerQC.quantum.dataId
        butlerQC.put(self.run(**inputs, seed=data_id["visit"] * 1000 + data_id["detector"]), outputRefs)

    @timeMethod
    def run(self, exposure, background, icSourceCat, referenceCat, seed=0):
        """seed: the number of the exposure; the ids of the sources begin with it."""
        found = self.detection.run(exposure)
        if found.background is not None:
            background = background + found.background
        if self.config.doDeblend:
            found = self.deblend.run(found, self.config.detection)
        rows = self.schema.rows(len(found.peaks))
        rows["id"] = np.arange(1, len(rows) + 1) + seed * 1000000
        sources = pipeBase.Struct(rows=rows, peaks=found.peaks, segments=found.segments)
        self.measurement.run(sources, exposure, seed)
        self.catalogCalculation.run(rows)
        self.copy_flags(icSourceCat, rows)
        if self.config.doAstrometry:
            matches = self.set_wcs(exposure, rows, referenceCat)
        if self.config.doPhotoCal:
            self.set_zero_point(exposure, rows, referenceCat, matches)
        return pipeBase.Struct(outputExposure=exposure, outputCat=Table(rows), outputBackground=background)

    def places(self, rows):
        return np.stack([rows[self.schema.find(f"slot_Centroid_{axis}")] for axis in "xy"], axis=1)

    def copy_flags(self, icSourceCat, rows):
        """To the nearest source, from the catalogue of characterizeImage: both centroids go by the same names."""
        names = [self.schema.find(f"slot_Centroid_{axis}") for axis in "xy"]
        if not len(rows) or any(name not in icSourceCat.colnames for name in names):
            return
        here = np.stack([icSourceCat[name] for name in names], axis=1)
        distance, nearest = scipy.spatial.cKDTree(self.places(rows)).query(here)
        close = distance < self.config.matchRadiusPix
        for name in self.config.icSourceFieldsToCopy:
            if name in icSourceCat.colnames:
                rows[name][nearest[close]] = np.asarray(icSourceCat[name])[close]

    def set_wcs(self, exposure, rows, referenceCat):
        flux = self.schema.find("slot_PsfFlux_instFlux")
        snr = rows[flux] / rows[flux + "Err"]
        solved = self.astrometry.run(exposure, *self.places(rows).T, snr, referenceCat)
        self.measurement.set_coordinates(rows, exposure)
        self.metadata["astrometry_matches_count"] = len(solved.matches)
        self.metadata["astrom_offset_mean"] = float(np.mean(solved.offsets))
        self.metadata["astrom_offset_median"] = float(np.median(solved.offsets))
        self.metadata["astrom_offset_std"] = float(np.std(solved.offsets))
        return solved.matches

    def set_zero_point(self, exposure, rows, referenceCat, matches):
        references = referenceCat[matches[:, 1]]
        flux = rows[self.schema.find(self.config.photoCal.fluxField)][matches[:, 0]]
        found = self.photoCal.run(flux, np.asarray(references["mag"]), np.asarray(references["is_star"], bool))
        exposure.zero_point = float(found.zp)
        self.metadata["photometry_matches_count"] = found.ngood
        self.metadata["zero_point"] = float(found.zp)
        self.metadata["photometric_scatter"] = float(found.sigma)
