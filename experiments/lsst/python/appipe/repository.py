"""Makes a butler repository of simulated visits of one field, by GalSim.

usage: python -m appipe.repository FOLDER [--visits N] [--detectors N]

All visits see the same stars and galaxies, a few pixels apart, each in a seeing of its own; some stars vary and some
sources come and go. FOLDER/repo is the repository, FOLDER/inputs.csv lists its exposures.
Collections: SimCam/raw/all, SimCam/calib, templates, refcats, truth; the chain SimCam/defaults holds all but truth.
"""

import argparse
import csv
import pathlib
from dataclasses import dataclass

import astropy.time
import astropy.units as u
import galsim
import lsst.sphgeom
import numpy as np
from astropy.io import fits
from astropy.table import Table
from astropy.wcs import WCS
from lsst.daf.butler import Butler, CollectionType, Config, DatasetRef, DatasetType, FileDataset, Timespan

from .exposure import Exposure, GridPsf
from .instrument import BAND, MOST_DETECTORS, OVERSCAN, RawFormatter, SimCam

N_VISITS, N_DETECTORS = 6, 2
SIZE = 1000  # pixels a side
PIXEL_SCALE = 0.2  # arcsec
FIELD = (150.0, 2.2)  # degrees, where the tangent plane touches
GAP = 60  # pixels between detectors
MARGIN = 40  # pixels that a template reaches over its detector on each side: more than any dither
DITHER = 20  # pixels, the largest
POINTING_ERROR = 1.5  # pixels, r.m.s.: what the astrometry has to find
ZERO_POINT = 32.05  # magnitude of one electron in an exposure
SKY, READ_NOISE, GAIN, BIAS = 880.0, 7.0, 1.7, 1000.0  # electrons, electrons, electrons/ADU, ADU
FULL_WELL = 65535  # ADU
EXPOSURE_TIME = 30.0  # s
DAY_OBS = 20220518
DEPTH = 30  # exposures that are in a template
PER_DETECTOR = {"stars": 260, "galaxies": 220, "transients": 14}
VARIABLE = 0.08  # of the stars
COSMIC_RAYS = 8  # in an exposure
BETA = 3.5  # of the Moffat profile of the PSF
SEED = 857

STORAGE = {
    "storageClasses": {"ApExposure": {"pytype": "appipe.exposure.Exposure"}},
    "datastore": {"formatters": {"ApExposure": "appipe.exposure.ExposureFormatter"}},
}


@dataclass
class Visit:
    """What differs between visits. offset, error: (x, y) pixels; fwhm: pixels; e1, e2: of the PSF."""

    id: int
    offset: np.ndarray
    error: np.ndarray
    fwhm: float
    e1: float
    e2: float
    dimming: float  # magnitudes, of clouds

    @property
    def begin(self):
        return astropy.time.Time("2022-05-18T04:00:00", scale="tai") + (self.id - 1) * 20 * u.min


def rng(*what):
    """Random numbers of their own for each thing that is drawn: more visits change no earlier one."""
    return np.random.default_rng([SEED, *what])


def visit_of(number):
    r = rng(1, number)
    e1, e2 = r.uniform(-0.06, 0.06, 2)
    fwhm = r.uniform(3.4, 4.8)
    offset, error = r.uniform(-DITHER, DITHER, 2), r.normal(0, POINTING_ERROR, 2)
    return Visit(number, offset, error, fwhm, e1, e2, r.uniform(0, 0.3))


def tangent_wcs(detector, offset, edge=0):
    """TAN, with pixel (0, 0) of the detector moved by `offset` and `edge` more pixels on each side."""
    wcs = WCS(naxis=2)
    wcs.wcs.ctype = ["RA---TAN", "DEC--TAN"]
    wcs.wcs.crval = FIELD
    wcs.wcs.cd = np.diag([-PIXEL_SCALE, PIXEL_SCALE]) / 3600
    across = (SIZE + GAP) * (N_DETECTORS / 2 - 0.5 - detector)
    wcs.wcs.crpix = np.array([SIZE / 2 + 0.5 + across, SIZE / 2 + 0.5]) + edge - offset
    return wcs


def sky_of(detector):
    """The objects around a detector, as a table: position (deg), magnitude, shape; the same at all times."""
    r = rng(2, detector)
    n = sum(PER_DETECTOR.values())
    kind = np.repeat(list(PER_DETECTOR), list(PER_DETECTOR.values()))
    place = r.uniform(-MARGIN, SIZE + MARGIN, (n, 2))
    hosts = np.flatnonzero(kind == "galaxies")[: PER_DETECTOR["transients"]]
    place[kind == "transients"] = place[hosts] + r.normal(0, 3, (len(hosts), 2))
    ra, dec = tangent_wcs(detector, 0).wcs_pix2world(place, 0).T
    faint = {"stars": (16.5, 25), "galaxies": (19, 25.5), "transients": (20, 22.5)}
    # a magnitude deeper has 1.7 times as many
    low, high = np.array([10 ** (0.22 * np.array(faint[k])) for k in kind]).T
    mag = np.log10(r.uniform(low, high)) / 0.22
    varies = (kind == "stars") & (r.uniform(size=n) < VARIABLE)
    sky = Table({"id": np.arange(n) + 10000 * (detector + 1), "kind": kind, "ra": ra, "dec": dec, "mag": mag})
    sky["amplitude"] = np.where(varies, r.uniform(0.2, 0.8, n), 0)
    sky["phase"] = r.uniform(0, 2 * np.pi, n)
    sky["half_light"] = np.where(kind == "galaxies", r.uniform(1.5, 5, n), 0)  # pixels
    sky["g1"], sky["g2"] = r.normal(0, 0.2, (2, n)).clip(-0.5, 0.5)
    sky["bulge"] = r.uniform(size=n) < 0.3
    return sky


def fluxes(sky, visit):
    """(n,) electrons in this visit; in the template (visit None) variables are at their mean, transients absent."""
    mag = np.array(sky["mag"])
    if visit is None:
        return np.where(sky["kind"] == "transients", 0, 10 ** (0.4 * (ZERO_POINT - mag)))
    mag = mag + sky["amplitude"] * np.sin(sky["phase"] + 2.1 * visit.id)
    flux = 10 ** (0.4 * (ZERO_POINT - visit.dimming - mag))
    # a transient is seen in about three visits of four
    hidden = (sky["kind"] == "transients") & (np.sin(sky["phase"] + 1.3 * visit.id) < -0.7)
    return np.where(hidden, 0, flux)


def psf_profile(visit, x, y):
    """The PSF at (x, y) of a detector, pixel included; it grows and leans toward the edges."""
    s, t = 2 * x / SIZE - 1, 2 * y / SIZE - 1
    fwhm = visit.fwhm * (1 + 0.02 * s + 0.03 * (s * s + t * t))
    e1, e2 = visit.e1 + 0.02 * s - 0.01 * t * t, visit.e2 + 0.02 * s * t
    return galsim.Moffat(beta=BETA, fwhm=fwhm).shear(e1=e1, e2=e2)


def draw(sky, flux, wcs, shape, profile):
    """(ny, nx) float64: the light of the objects, without sky or noise; and where they are, (n, 2)."""
    image = galsim.ImageD(shape[1], shape[0], xmin=0, ymin=0)
    places = wcs.wcs_world2pix(np.stack([sky["ra"], sky["dec"]], axis=1), 0)
    for row, light, (x, y) in zip(sky, flux, places):
        if light <= 0 or not (-60 < x < shape[1] + 60 and -60 < y < shape[0] + 60):
            continue
        shape_of = profile(x, y)
        if row["half_light"] > 0:
            kind = galsim.DeVaucouleurs if row["bulge"] else galsim.Exponential
            galaxy = kind(half_light_radius=row["half_light"]).shear(g1=row["g1"], g2=row["g2"])
            shape_of = galsim.Convolve(galaxy, shape_of)
        side = int(np.clip(60 * (light / 1e4) ** 0.2, 60, 240))
        stamp = shape_of.withFlux(light).drawImage(
            nx=side, ny=side, scale=1, method="no_pixel", center=galsim.PositionD(x, y), dtype=float
        )
        overlap = stamp.bounds & image.bounds
        if overlap.isDefined():
            image[overlap] += stamp[overlap]
    return image.array, places


def flat_of(detector):
    """(SIZE, SIZE): the response of the pixels, 0 where they are dead."""
    r = rng(3, detector)
    y, x = np.mgrid[:SIZE, :SIZE] / SIZE - 0.5
    flat = 1 - 0.08 * (x * x + y * y) + r.normal(0, 0.005, (SIZE, SIZE))
    flat[:, r.integers(SIZE, size=2)] = 0
    flat[tuple(r.integers(SIZE, size=(2, 40)))] = 0
    return flat.astype(np.float32)


def strike(light, r):
    """Cosmic rays: short bright lines of single pixels."""
    for x, y, angle, length in zip(*r.uniform(0, 1, (4, COSMIC_RAYS))):
        steps = np.arange(2 + 12 * length)
        row = (y * (SIZE - 1) + steps * np.sin(6 * angle)).astype(int).clip(0, SIZE - 1)
        column = (x * (SIZE - 1) + steps * np.cos(6 * angle)).astype(int).clip(0, SIZE - 1)
        light[row, column] += r.uniform(500, 4000)


def raw_of(visit, detector, sky):
    """A raw as an HDU, and the truth about it as a table."""
    wcs = tangent_wcs(detector, visit.offset)
    flux = fluxes(sky, visit)
    light, places = draw(sky, flux, wcs, (SIZE, SIZE), lambda x, y: psf_profile(visit, x, y))
    r = rng(4, visit.id, detector)
    light = r.poisson((light + SKY) * flat_of(detector)).astype(float)
    strike(light, r)
    counts = np.full((SIZE, SIZE + OVERSCAN), BIAS) + 5 * np.sin(np.arange(SIZE) / 150)[:, None]
    counts[:, :SIZE] += light / GAIN
    counts += r.normal(0, READ_NOISE / GAIN, counts.shape)
    header = tangent_wcs(detector, visit.offset + visit.error).to_header()
    header.update(VISIT=visit.id, DETECTOR=detector, MJD=visit.begin.mjd, EXPTIME=EXPOSURE_TIME)
    header.update(FILTER=BAND, GAIN=GAIN, RDNOISE=READ_NOISE, SATURATE=FULL_WELL - 500)
    inside = (flux > 0) & np.all((places >= 0) & (places < SIZE), axis=1)
    truth = sky["id", "kind", "ra", "dec", "amplitude"][inside]
    truth["x"], truth["y"] = places[inside].T
    truth["flux"] = flux[inside]
    return fits.PrimaryHDU(counts.round().clip(0, FULL_WELL).astype(np.uint16), header), truth


def template_of(detector, sky):
    """A deep image of the sky without what comes and goes, in a good seeing that is the same everywhere."""
    side = SIZE + 2 * MARGIN
    wcs = tangent_wcs(detector, 0, MARGIN)
    profile = galsim.Moffat(beta=BETA, fwhm=3.1)
    light, _ = draw(sky, fluxes(sky, None), wcs, (side, side), lambda x, y: profile)
    variance = (light.clip(0) + SKY + READ_NOISE**2) / DEPTH
    image = light + rng(5, detector).normal(0, np.sqrt(variance))
    psf = profile.drawImage(nx=41, ny=41, scale=1, method="no_pixel").array
    psf = GridPsf(psf[None], 1, 41, (0, 0), (1, 1))
    info = {"detector": detector, "exposure": EXPOSURE_TIME * DEPTH, "filter": BAND}
    return Exposure(image, variance, np.zeros(image.shape), wcs, psf, ZERO_POINT, info)


def reference_catalogue(skies):
    """What an earlier survey knows of the brighter objects: coord_ra, coord_dec (rad), mag, is_star."""
    rows = []
    for detector, sky in enumerate(skies):
        known = sky[(sky["mag"] < 22) & (sky["kind"] != "transients") & (sky["amplitude"] == 0)]
        r = rng(6, detector)
        ra, dec = (known[c] + r.normal(0, 0.01 / 3600, len(known)) for c in ("ra", "dec"))
        mag = known["mag"] + r.normal(0, 0.005, len(known))
        rows += zip(known["id"], np.radians(ra), np.radians(dec), mag, known["kind"] == "stars")
    return Table(rows=rows, names=("id", "coord_ra", "coord_dec", "mag", "is_star"))


def region(wcs):
    corners = np.array([(-0.5, -0.5), (SIZE - 0.5, -0.5), (SIZE - 0.5, SIZE - 0.5), (-0.5, SIZE - 0.5)])
    places = [lsst.sphgeom.LonLat.fromDegrees(*at) for at in wcs.wcs_pix2world(corners, 0)]
    return lsst.sphgeom.ConvexPolygon([lsst.sphgeom.UnitVector3d(at) for at in places])


def define_visit(registry, visit, n_detectors):
    """The dimension records of an exposure and the visit that it is."""
    name = {"instrument": SimCam.getName()}
    span = Timespan(visit.begin, visit.begin + EXPOSURE_TIME * u.s)
    taken = {"physical_filter": BAND, "day_obs": DAY_OBS, "timespan": span, "exposure_time": EXPOSURE_TIME}
    regions = [region(tangent_wcs(d, visit.offset + visit.error)) for d in range(n_detectors)]
    whole = lsst.sphgeom.ConvexPolygon.convexHull([v for r in regions for v in r.getVertices()])
    add = registry.syncDimensionData
    add("group", name | {"name": str(visit.id)})
    add("exposure", name | taken | {"id": visit.id, "obs_id": str(visit.id), "group": str(visit.id)})
    add("visit", name | taken | {"id": visit.id, "name": str(visit.id), "region": whole})
    add("visit_definition", name | {"exposure": visit.id, "visit": visit.id})
    add("visit_system_membership", name | {"visit": visit.id, "visit_system": 0})
    for detector, part in enumerate(regions):
        add("visit_detector_region", name | {"visit": visit.id, "detector": detector, "region": part})


def make(folder, n_visits, n_detectors):
    root = folder / "repo"
    Butler.makeRepo(root, config=Config(STORAGE))
    butler = Butler.from_config(root, writeable=True)
    registry = butler.registry
    SimCam().register(registry)
    name = SimCam.getName()
    registry.syncDimensionData("day_obs", {"instrument": name, "id": DAY_OBS})
    registry.syncDimensionData("visit_system", {"instrument": name, "id": 0, "name": "one-to-one"})

    def dataset_type(kind, dimensions, storage):
        made = DatasetType(kind, dimensions, storage, universe=butler.dimensions)
        registry.registerDatasetType(made)
        return made

    raw = dataset_type("raw", ("instrument", "exposure", "detector"), "ApExposure")
    dataset_type("flat", ("instrument", "detector"), "NumpyArray")
    dataset_type("template", ("instrument", "detector"), "ApExposure")
    dataset_type("refcat", ("instrument",), "ArrowAstropy")
    dataset_type("truth", ("instrument", "visit", "detector"), "ArrowAstropy")
    raws, calib, templates, refcats = f"{name}/raw/all", f"{name}/calib", "templates", "refcats"
    for run in raws, calib, templates, refcats, "truth":
        butler.collections.register(run)
    butler.collections.register(f"{name}/defaults", CollectionType.CHAINED)
    butler.collections.redefine_chain(f"{name}/defaults", [raws, calib, templates, refcats])

    skies = [sky_of(detector) for detector in range(n_detectors)]
    butler.put(reference_catalogue(skies), "refcat", instrument=name, run=refcats)
    for detector, sky in enumerate(skies):
        at = {"instrument": name, "detector": detector}
        butler.put(flat_of(detector), "flat", at, run=calib)
        butler.put(template_of(detector, sky), "template", at, run=templates)
    for number in range(1, n_visits + 1):
        visit = visit_of(number)
        define_visit(registry, visit, n_detectors)
        for detector, sky in enumerate(skies):
            hdu, truth = raw_of(visit, detector, sky)
            path = folder / f"raw-{number}-{detector}.fits"
            hdu.writeto(path, overwrite=True)
            at = {"instrument": name, "exposure": number, "detector": detector}
            ref = DatasetRef(raw, registry.expandDataId(at), run=raws)
            butler.ingest(FileDataset(path, [ref], formatter=RawFormatter), transfer="move")
            butler.put(truth, "truth", instrument=name, visit=number, detector=detector, run="truth")


def write_inputs(path, n_visits, n_detectors):
    with open(path, "w", encoding="ascii", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(("id", "visit", "detector"))
        for visit in range(1, n_visits + 1):
            rows.writerows((f"v{visit}-d{d}", visit, d) for d in range(n_detectors))


def main():
    parser = argparse.ArgumentParser(prog="appipe.repository", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--visits", type=int, default=N_VISITS)
    parser.add_argument("--detectors", type=int, default=N_DETECTORS)
    given = parser.parse_args()
    if given.visits < 1 or not 1 <= given.detectors <= MOST_DETECTORS:
        parser.error(f"--visits is 1 or more, --detectors 1 to {MOST_DETECTORS}")
    make(given.folder, given.visits, given.detectors)
    write_inputs(given.folder / "inputs.csv", given.visits, given.detectors)


if __name__ == "__main__":
    main()
