"""diaPipe: which changes belong together, as ap_association had it in May 2022, in a real APDB.

The APDB is made by `apdb-cli create-sql`; positions in it are in degrees, fluxes in nJy, times TAI as MJD.
"""

import astropy.time
import lsst.pex.config as pexConfig
import lsst.pipe.base as pipeBase
import lsst.sphgeom
import numpy as np
import pandas
from astropy.table import Table
from lsst.dax.apdb import Apdb
from lsst.pipe.base import connectionTypes as cT
from lsst.utils.timer import timeMethod
from scipy.spatial import cKDTree

from .difference import DIMENSIONS, psf_fluxes

MICROJANSKY = 31.4  # magnitude of 1 nJy
SECONDS = 86400.0  # in a day


def nanojansky(exposure):
    """nJy of one electron."""
    if exposure.zero_point is None:
        raise RuntimeError("the exposure has no zero point: diaPipe needs the one that calibrate has fitted")
    return 10 ** (0.4 * (MICROJANSKY - exposure.zero_point))


def mid_exposure(exposure):
    """MJD: the middle of the exposure, that all tables of the APDB are ordered by."""
    return exposure.info["mjd"] + 0.5 * exposure.info["exposure"] / SECONDS


# ---- loading


class LoadDiaCatalogsConfig(pexConfig.Config):
    pixelMargin = pexConfig.RangeField(
        doc="Padding to add to 4 all edges of the bounding box (pixels)", dtype=int, default=250, min=0
    )


class LoadDiaCatalogsTask(pipeBase.Task):
    """What the APDB knows of the sky that an exposure sees."""

    ConfigClass = LoadDiaCatalogsConfig
    _DefaultName = "loadDiaCatalogs"

    @timeMethod
    def run(self, exposure, apdb):
        """Struct of the data frames diaObjects, diaSources, diaForcedSources."""
        region = self._getRegion(exposure)
        time = astropy.time.Time(mid_exposure(exposure), format="mjd", scale="tai")
        objects = self.loadDiaObjects(region, apdb)
        ids = objects["diaObjectId"].tolist()
        return pipeBase.Struct(
            diaObjects=objects,
            diaSources=self.loadDiaSources(ids, region, time, apdb),
            diaForcedSources=self.loadDiaForcedSources(ids, region, time, apdb),
        )

    @timeMethod
    def loadDiaObjects(self, region, apdb):
        objects = apdb.getDiaObjects(region)
        # the APDB answers for whole pixels of its index
        inside = region.contains(np.radians(objects["ra"].to_numpy(float)), np.radians(objects["dec"].to_numpy(float)))
        return objects[inside].reset_index(drop=True)

    @timeMethod
    def loadDiaSources(self, ids, region, time, apdb):
        return apdb.getDiaSources(region, ids, time)

    @timeMethod
    def loadDiaForcedSources(self, ids, region, time, apdb):
        return apdb.getDiaForcedSources(region, ids, time)

    @timeMethod
    def _getRegion(self, exposure):
        (ny, nx), margin = exposure.image.shape, self.config.pixelMargin
        left, right, low, high = -0.5 - margin, nx - 0.5 + margin, -0.5 - margin, ny - 0.5 + margin
        corners = exposure.wcs.wcs_pix2world([(left, low), (right, low), (right, high), (left, high)], 0)
        corners = [lsst.sphgeom.UnitVector3d(lsst.sphgeom.LonLat.fromDegrees(*at)) for at in corners]
        return lsst.sphgeom.ConvexPolygon(corners)


# ---- association


class AssociationConfig(pexConfig.Config):
    maxDistArcSeconds = pexConfig.Field(
        dtype=float,
        doc="Maximum distance in arcseconds to test for a DIASource to be a match to a DIAObject.",
        default=1.0,
    )


class AssociationTask(pipeBase.Task):
    """Gives each source the nearest object, and each object one source at most."""

    ConfigClass = AssociationConfig
    _DefaultName = "association"

    @timeMethod
    def run(self, diaSources, diaObjects):
        """Struct of matchedDiaSources (with the diaObjectId of their objects), unAssocDiaSources, nUpdatedDiaObjects and
        nUnassociatedDiaObjects."""
        found = np.full(len(diaSources), -1)
        if len(diaObjects) > 0:  # as in the original, which takes no time for it where there is nothing to match
            found = self.associate_sources(diaObjects, diaSources)
        matched = found >= 0
        sources = diaSources[matched].reset_index(drop=True)
        sources["diaObjectId"] = diaObjects["diaObjectId"].to_numpy()[found[matched]]
        return pipeBase.Struct(
            matchedDiaSources=sources,
            unAssocDiaSources=diaSources[~matched].reset_index(drop=True),
            nUpdatedDiaObjects=int(matched.sum()),
            nUnassociatedDiaObjects=len(diaObjects) - int(matched.sum()),
        )

    @timeMethod
    def associate_sources(self, diaObjects, diaSources):
        """(n,) int: the row of each source's object, -1 for none."""
        scores, rows = self.score(diaObjects, diaSources)
        return self.match(scores, rows)

    @timeMethod
    def score(self, diaObjects, diaSources):
        """(n,) each: the distance to the nearest object (rad), infinite beyond the limit, and its row."""
        limit = np.radians(self.config.maxDistArcSeconds / 3600)
        tree = cKDTree(unit_vectors(diaObjects))
        return tree.query(unit_vectors(diaSources), distance_upper_bound=limit)

    @timeMethod
    def match(self, scores, rows):
        found, taken = np.full(len(scores), -1), set()
        for i in np.argsort(scores):
            if np.isfinite(scores[i]) and rows[i] not in taken:
                taken.add(rows[i])
                found[i] = rows[i]
        return found


def unit_vectors(catalogue):
    """(n, 3): the directions of ra, dec."""
    ra, dec = (np.radians(catalogue[name].to_numpy(float)) for name in ("ra", "dec"))
    return np.stack([np.cos(dec) * np.cos(ra), np.cos(dec) * np.sin(ra), np.sin(dec)], axis=1)


# ---- what is calculated of an object from its sources


calculationRegistry = pexConfig.makeRegistry("What is calculated of a diaObject from its diaSources.")


class CalculationConfig(pexConfig.Config):
    """Nothing to choose."""


def calculation(name):
    """Registers a function of `objects` (a data frame, index diaObjectId), `sources` (one, grouped by diaObjectId) and
    the band's name; it fills in columns of `objects`."""

    def register(function):
        class Calculation:
            ConfigClass = CalculationConfig
            calculate = staticmethod(function)

        calculationRegistry.register(name, Calculation)
        return function

    return register


@calculation("ap_meanPosition")
def mean_position(objects, sources, band):
    objects["ra"], objects["dec"] = sources["ra"].mean(), sources["dec"].mean()


@calculation("ap_nDiaSources")
def n_dia_sources(objects, sources, band):
    objects["nDiaSources"] = sources.size()


@calculation("ap_timeRange")
def time_range(objects, sources, band):
    times = sources["midpointMjdTai"]
    objects["firstDiaSourceMjdTai"], objects["lastDiaSourceMjdTai"] = times.min(), times.max()


@calculation("ap_meanFlux")
def mean_flux(objects, sources, band):
    """Weighted by the errors."""
    flux, error = sources.obj["psfFlux"], sources.obj["psfFluxErr"]
    weight = (1 / error**2).where(np.isfinite(flux) & (error > 0))
    ids = sources.obj["diaObjectId"]
    total = weight.groupby(ids).sum(min_count=1)
    objects[f"{band}_psfFluxMean"] = (weight * flux).groupby(ids).sum(min_count=1) / total
    objects[f"{band}_psfFluxMeanErr"] = total**-0.5
    objects[f"{band}_psfFluxNdata"] = weight.groupby(ids).count()


@calculation("ap_sigmaFlux")
def sigma_flux(objects, sources, band):
    objects[f"{band}_psfFluxSigma"] = sources["psfFlux"].std()


@calculation("ap_minMaxFlux")
def min_max_flux(objects, sources, band):
    objects[f"{band}_psfFluxMin"], objects[f"{band}_psfFluxMax"] = sources["psfFlux"].min(), sources["psfFlux"].max()


@calculation("ap_maxSlopeFlux")
def max_slope_flux(objects, sources, band):
    """nJy per day, between neighbours in time; NaN for one source."""
    ordered = sources.obj.sort_values("midpointMjdTai")
    steps = ordered.groupby("diaObjectId")[["psfFlux", "midpointMjdTai"]].diff()
    slopes = steps["psfFlux"] / steps["midpointMjdTai"]
    objects[f"{band}_psfFluxMaxSlope"] = slopes.groupby(ordered["diaObjectId"]).max()


@calculation("ap_meanErrFlux")
def mean_err_flux(objects, sources, band):
    objects[f"{band}_psfFluxErrMean"] = sources["psfFluxErr"].mean()


@calculation("ap_meanTotFlux")
def mean_science_flux(objects, sources, band):
    """Of the flux in the exposure itself."""
    fluxes = sources["scienceFlux"]
    objects[f"{band}_scienceFluxMean"] = fluxes.mean()
    objects[f"{band}_scienceFluxMeanErr"] = fluxes.std() / np.sqrt(fluxes.count())


class DiaObjectCalculationConfig(pexConfig.Config):
    plugins = calculationRegistry.makeField(
        multi=True,
        default=[
            "ap_meanPosition",
            "ap_nDiaSources",
            "ap_timeRange",
            "ap_meanFlux",
            "ap_sigmaFlux",
            "ap_minMaxFlux",
            "ap_maxSlopeFlux",
            "ap_meanErrFlux",
            "ap_meanTotFlux",
        ],
        doc="Plugins to be run and their configuration",
    )

    def validate(self):
        super().validate()
        for name in "ap_meanPosition", "ap_nDiaSources":
            if name not in self.plugins.names:
                raise pexConfig.FieldValidationError(
                    self.__class__.plugins, self, f"{name} is needed: the APDB takes no object without what it calculates."
                )


class DiaObjectCalculationTask(pipeBase.Task):
    ConfigClass = DiaObjectCalculationConfig
    _DefaultName = "diaObjectCalculation"

    @timeMethod
    def run(self, diaObjects, diaSources, band):
        """The objects, one row for each, with what follows from all of their sources."""
        return self.callCompute(diaObjects, diaSources, band)

    @timeMethod
    def callCompute(self, diaObjects, diaSources, band):
        objects = diaObjects.set_index("diaObjectId")
        if len(objects):
            grouped = diaSources[diaSources["diaObjectId"].isin(objects.index)].groupby("diaObjectId")
            for name in sorted(self.config.plugins.names):
                calculationRegistry[name].calculate(objects, grouped, band)
        return objects.reset_index()


# ---- forced photometry


class DiaForcedSourceConfig(pexConfig.Config):
    """Nothing to choose: all objects that are loaded are measured."""


class DiaForcedSourceTask(pipeBase.Task):
    """The PSF's flux at every known object, whether something was detected there or not."""

    ConfigClass = DiaForcedSourceConfig
    _DefaultName = "diaForcedSource"

    @timeMethod
    def run(self, diaObjects, exposure, difference, columns, processed):
        """A data frame of the objects that are in the exposure.

        columns: what all rows have in common; processed: MJD
        """
        x, y = exposure.wcs.wcs_world2pix(diaObjects[["ra", "dec"]].to_numpy(float).reshape(-1, 2), 0).T
        unit = nanojansky(exposure)
        flux, error, _ = psf_fluxes(difference, x, y)
        science, science_error, _ = psf_fluxes(exposure, x, y)
        forced = diaObjects[["diaObjectId", "ra", "dec"]].copy()
        forced = forced.assign(**columns, timeProcessedMjdTai=processed)
        forced["psfFlux"], forced["psfFluxErr"] = flux * unit, error * unit
        forced["scienceFlux"], forced["scienceFluxErr"] = science * unit, science_error * unit
        # after the measurement, as in the original
        ny, nx = exposure.image.shape
        inside = (x >= -0.5) & (x < nx - 0.5) & (y >= -0.5) & (y < ny - 0.5)
        forced = forced[inside].reset_index(drop=True)
        first = (columns["visit"] * 1000 + columns["detector"]) * 1000000
        forced["diaForcedSourceId"] = first + np.arange(1, len(forced) + 1)
        self.metadata["nForcedSources"] = len(forced)
        return forced


# ---- the task


class DiaPipelineConnections(
    pipeBase.PipelineTaskConnections,
    dimensions=DIMENSIONS,
    defaultTemplates={"coaddName": "goodSeeing", "fakesType": ""},
):
    diaSourceTable = cT.Input(
        doc="Catalog of calibrated DiaSources.",
        name="{fakesType}{coaddName}Diff_diaSrc",
        storageClass="ArrowAstropy",
        dimensions=DIMENSIONS,
    )
    diffIm = cT.Input(
        doc="Difference image on which the DiaSources were detected.",
        name="{fakesType}{coaddName}Diff_differenceExp",
        storageClass="ApExposure",
        dimensions=DIMENSIONS,
    )
    exposure = cT.Input(
        doc="Calibrated exposure differenced with a template image during image differencing.",
        name="{fakesType}calexp",
        storageClass="ApExposure",
        dimensions=DIMENSIONS,
    )
    associatedDiaSources = cT.Output(
        doc="Optional output storing the DiaSource catalog after matching and SDMification.",
        name="{fakesType}{coaddName}Diff_assocDiaSrc",
        storageClass="ArrowAstropy",
        dimensions=DIMENSIONS,
    )
    diaForcedSources = cT.Output(
        doc="Optional output storing the forced sources computed at the diaObject positions.",
        name="{fakesType}{coaddName}Diff_diaForcedSrc",
        storageClass="ArrowAstropy",
        dimensions=DIMENSIONS,
    )

    def __init__(self, *, config=None):
        super().__init__(config=config)
        if not config.doWriteAssociatedSources:
            del self.associatedDiaSources
            del self.diaForcedSources


class DiaPipelineConfig(pipeBase.PipelineTaskConfig, pipelineConnections=DiaPipelineConnections):
    apdb_config_url = pexConfig.Field(
        dtype=str,
        default=None,
        optional=False,
        doc="A config file specifying the APDB and its connection parameters, typically written by the apdb-cli "
        "command-line utility. The database must already be initialized.",
    )
    diaCatalogLoader = pexConfig.ConfigurableField(
        target=LoadDiaCatalogsTask, doc="Task to load DiaObjects and DiaSources from the Apdb."
    )
    associator = pexConfig.ConfigurableField(
        target=AssociationTask, doc="Task used to associate DiaSources with DiaObjects."
    )
    diaCalculation = pexConfig.ConfigurableField(
        target=DiaObjectCalculationTask, doc="Task to compute summary statistics for DiaObjects."
    )
    doRunForcedMeasurement = pexConfig.Field(
        dtype=bool,
        default=True,
        doc="Run forced measurement on all of the diaObjects? The task of May 2022 always did.",
    )
    diaForcedSource = pexConfig.ConfigurableField(
        target=DiaForcedSourceTask,
        doc="Task used for force photometer DiaObject locations in direct and difference images.",
    )
    doWriteAssociatedSources = pexConfig.Field(
        dtype=bool, default=True, doc="Write out associated and SDMed DiaSources."
    )
    doCheckVisitOrder = pexConfig.Field(
        dtype=bool,
        default=True,
        doc="Refuse a visit that is earlier than one that the APDB knows of the same sky? The original does not look.",
    )


def append(first, second):
    """The rows of both, with the columns of both. An empty frame's columns have no types to go by."""
    if first.empty or second.empty:
        return (second if first.empty else first).reset_index(drop=True)
    return pandas.concat([first, second], ignore_index=True)


class DiaPipelineTask(pipeBase.PipelineTask):
    ConfigClass = DiaPipelineConfig
    _DefaultName = "diaPipe"

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        if not self.config.apdb_config_url:
            raise RuntimeError(
                "diaPipe has no APDB: make one by apdb-cli create-sql URL FILE.yaml, and give -c parameters:apdb_config=FILE.yaml"
            )
        self.apdb = Apdb.from_uri(self.config.apdb_config_url)
        self.makeSubtask("diaCatalogLoader")
        self.makeSubtask("associator")
        self.makeSubtask("diaCalculation")
        self.makeSubtask("diaForcedSource")

    def runQuantum(self, butlerQC, inputRefs, outputRefs):
        inputs = butlerQC.get(inputRefs)
        data_id = butlerQC.quantum.dataId
        butlerQC.put(self.run(**inputs, band=data_id["band"]), outputRefs)

    @timeMethod
    def run(self, diaSourceTable, diffIm, exposure, band):
        processed = astropy.time.Time.now().tai.mjd
        common = {"visit": int(exposure.info["visit"]), "detector": int(exposure.info["detector"])}
        common |= {"midpointMjdTai": mid_exposure(exposure), "band": band}
        sources = self.standardize(diaSourceTable, exposure, common, processed)
        known = self.diaCatalogLoader.run(diffIm, self.apdb)
        for name in "diaObjects", "diaSources", "diaForcedSources":
            self.metadata[f"num{name[0].upper()}{name[1:]}AtStart"] = len(getattr(known, name))
        self.check(sources, known, common)

        matched = self.associator.run(sources, known.diaObjects)
        created = self.createNewDiaObjects(matched.unAssocDiaSources)
        associated = append(matched.matchedDiaSources, created.diaSources)
        self.metadata["numUpdatedDiaObjects"] = matched.nUpdatedDiaObjects
        self.metadata["numUnassociatedDiaObjects"] = matched.nUnassociatedDiaObjects
        self.metadata["numNewDiaObjects"] = len(created.diaObjects)

        objects, history = append(known.diaObjects, created.diaObjects), append(known.diaSources, associated)
        changed = objects[objects["diaObjectId"].isin(associated["diaObjectId"])]
        updated = self.diaCalculation.run(changed, history, band)

        forced = None
        if self.config.doRunForcedMeasurement:
            forced = self.diaForcedSource.run(objects, exposure, diffIm, common, processed)
        time = astropy.time.Time(common["midpointMjdTai"], format="mjd", scale="tai")
        self.apdb.store(time, updated, associated, forced)
        self.log.info("%d diaSources: %d of known objects, %d new", len(associated), matched.nUpdatedDiaObjects,
                      len(created.diaObjects))  # fmt: skip
        return pipeBase.Struct(
            associatedDiaSources=Table.from_pandas(associated),
            diaForcedSources=None if forced is None else Table.from_pandas(forced),
        )

    def standardize(self, catalogue, exposure, common, processed):
        """The columns of the APDB's DiaSource, of all diaSources that have a position; sky sources are none."""
        real = np.isfinite(np.asarray(catalogue["coord_ra"]))
        if "sky_source" in catalogue.colnames:
            real &= ~np.asarray(catalogue["sky_source"])
        rows, unit = catalogue[real], nanojansky(exposure)

        def column(name, factor=1.0):
            """NaN where the plugin was not run: NULL in the APDB."""
            if name not in rows.colnames:
                return np.full(len(rows), np.nan)
            return np.asarray(rows[name], dtype=float) * factor

        def flag(name):
            return np.asarray(rows[name], dtype=bool) if name in rows.colnames else np.zeros(len(rows), bool)

        def count(name):
            """0 pixels of what is not fitted; the APDB wants a number."""
            return np.nan_to_num(column(name)).astype(int)

        sources = pandas.DataFrame({"diaSourceId": np.asarray(rows["id"], dtype=np.int64)})
        sources = sources.assign(**common, timeProcessedMjdTai=processed, exposureTime=exposure.info["exposure"])
        sources["ra"], sources["dec"] = column("coord_ra", 180 / np.pi), column("coord_dec", 180 / np.pi)
        for axis in "xy":
            sources[axis] = column(f"base_SdssCentroid_{axis}")
            sources[f"{axis}Err"] = column(f"base_SdssCentroid_{axis}Err")
        sources["centroid_flag"] = flag("base_SdssCentroid_flag")
        for ours, theirs in (
            ("psfFlux", "base_PsfFlux"),
            ("apFlux", "base_CircularApertureFlux_12_0"),
            ("scienceFlux", "ip_diffim_forced_PsfFlux"),
        ):
            sources[ours] = column(f"{theirs}_instFlux", unit)
            sources[f"{ours}Err"] = column(f"{theirs}_instFluxErr", unit)
        sources["psfFlux_flag"], sources["apFlux_flag"] = flag("base_PsfFlux_flag"), flag("base_CircularApertureFlux_flag")
        sources["psfNdata"] = count("ip_diffim_forced_PsfFlux_area")
        sources["dipoleNdata"], sources["trailNdata"] = count("ip_diffim_PsfDipoleFlux_npix"), 0
        sources["bboxSize"] = count("footprint_size")
        sources["snr"] = np.abs(sources["psfFlux"] / sources["psfFluxErr"])
        sources["isNegative"] = flag("is_negative")
        for ours, theirs in ("ixx", "xx"), ("iyy", "yy"), ("ixy", "xy"):
            sources[ours] = column(f"base_SdssShape_{theirs}", 0.04)
            sources[f"{ours}PSF"] = column(f"base_SdssShape_psf_{theirs}", 0.04)
        sources["shape_flag"] = flag("base_SdssShape_flag")
        for name in "bad", "cr", "crCenter", "edge", "interpolated", "interpolatedCenter", "saturated", "saturatedCenter":
            sources[f"pixelFlags_{name}"] = flag(f"base_PixelFlags_flag_{name}")
        return sources

    def check(self, sources, known, common):
        again = sources["diaSourceId"].isin(known.diaSources["diaSourceId"])
        if again.any():
            raise RuntimeError(
                f"Duplicate DiaSources found after association: visit {common['visit']}, detector {common['detector']} is "
                "already in the APDB. This is likely due to re-running data with an already populated Apdb: use a fresh one."
            )
        if not self.config.doCheckVisitOrder or known.diaSources.empty:
            return
        newest = known.diaSources.loc[known.diaSources["midpointMjdTai"].idxmax()]
        if newest["midpointMjdTai"] > common["midpointMjdTai"]:
            raise RuntimeError(
                f"visit {common['visit']} comes after the later visit {newest['visit']}, and the APDB would hold what depends "
                "on that: run visits in their order, in one process by --graph-fixup appipe.order.VisitOrder, or set "
                "doCheckVisitOrder=False"
            )

    def createNewDiaObjects(self, sources):
        """Struct of diaSources and diaObjects: a new object for each source, under the source's number."""
        sources = sources.assign(diaObjectId=sources["diaSourceId"])
        objects = sources[["diaObjectId", "ra", "dec"]].assign(nDiaSources=1)
        for band in "ugrizy":
            objects[f"{band}_psfFluxNdata"] = 0
        return pipeBase.Struct(diaSources=sources, diaObjects=objects.reset_index(drop=True))
