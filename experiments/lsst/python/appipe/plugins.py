"""Measurement plugins under the names of meas_base and its extensions, and the task that runs them.

Each measures real pixels by a simple method of the same kind and cost as the original; positions, radii and sigmas are in
pixels, fluxes in electrons, moments in pixels^2. What a plugin needs of another is looked up in the schema when the task
is made, as in the original: it fails there, not in the middle of a run.
"""

import galsim
import lsst.pex.config as pexConfig
import lsst.pipe.base as pipeBase
import numpy as np
import scipy.ndimage
import scipy.optimize
import sep
from lsst.utils.timer import timeMethod

from .exposure import mask_bits

HALF = 20  # pixels to each side of the middle one in the stamp of a source
PAD = HALF + 4  # pixels that hold nothing around an image, so that all stamps are whole
FWHM = 2 * np.sqrt(2 * np.log(2))  # of a Gaussian of sigma 1
CENTROID, SHAPE, FLUX = 0.0, 1.0, 2.0  # execution order

pluginRegistry = pexConfig.makeRegistry("Plugins that measure single sources.")


class MeasurementError(Exception):
    """A source that a plugin cannot measure: the plugin's flag is set, no more."""


class Schema:
    """The columns of a catalogue, with their aliases (slots). fields: name -> numpy type."""

    def __init__(self):
        self.fields = {"id": "i8", "coord_ra": "f8", "coord_dec": "f8", "parent": "i8"}
        self.aliases = {}

    def add(self, name, kind="f8"):
        if name in self.fields:
            raise ValueError(f"Field with name '{name}' is already present in the schema.")
        self.fields[name] = kind
        return name

    def resolve(self, name):
        for alias, target in self.aliases.items():
            if name == alias or name.startswith(alias + "_"):
                return target + name[len(alias) :]
        return name

    def find(self, name):
        """The column that a name or an alias stands for."""
        found = self.resolve(name)
        if found not in self.fields:
            raise LookupError(f"Field with name '{found}' not found: no plugin that is being run writes it.")
        return found

    def rows(self, n):
        """(n,) structured: fluxes and the like NaN until they are measured, flags not set."""
        rows = np.zeros(n, dtype=list(self.fields.items()))
        for name, kind in self.fields.items():
            if kind == "f8":
                rows[name] = np.nan
        return rows


class Stamps:
    """An exposure with empty pixels around it, from which stamps of (2 HALF + 1, 2 HALF + 1) are cut."""

    def __init__(self, exposure):
        self.exposure = exposure
        self.image = np.pad(exposure.image, PAD)
        self.variance = np.pad(exposure.variance, PAD)
        self.mask = np.pad(exposure.mask, PAD)
        self.good = np.pad(~exposure.flagged("BAD", "SAT", "NO_DATA"), PAD)

    def cut(self, x, y):
        """Where the stamp around (x, y) lies in the padded arrays."""
        column, row = int(np.floor(x + 0.5)), int(np.floor(y + 0.5))
        ny, nx = self.exposure.image.shape
        if not (0 <= column < nx and 0 <= row < ny):
            raise MeasurementError("the centroid is outside of the image")
        low = PAD - HALF
        return np.s_[row + low : row + low + 2 * HALF + 1, column + low : column + low + 2 * HALF + 1]


OFFSETS = np.arange(-HALF, HALF + 1.0)


class Source:
    """One source under measurement: its row, where it is, and what several plugins want to see of it."""

    def __init__(self, stamps, row, x, y):
        self.stamps, self.row, self.exposure = stamps, row, stamps.exposure
        self.move(x, y)

    def move(self, x, y):
        """To a better position, that all later plugins use."""
        self.cut = self.stamps.cut(x, y)
        self.x, self.y = x, y
        self.dx, self.dy = x - np.floor(x + 0.5), y - np.floor(y + 0.5)
        self.image, self.variance = self.stamps.image[self.cut], self.stamps.variance[self.cut]
        self._psf, self._psf_sigma, self._quadratics = None, None, {}

    def quadratics(self, half):
        """(3, n): what the exponent of a Gaussian is made of, for the n = (2 half + 1)^2 pixels around."""
        if half not in self._quadratics:
            r = np.arange(-half, half + 1)
            u, v = np.meshgrid(r - self.dx, r - self.dy)
            self._quadratics[half] = np.stack([-0.5 * u * u, -0.5 * v * v, u * v]).reshape(3, -1)
        return self._quadratics[half]

    @property
    def psf(self):
        """(k, k), sum 1, on the pixels of the stamp's middle."""
        if self._psf is None:
            self._psf = self.exposure.psf.image(self.x, self.y)
        return self._psf

    @property
    def psf_sigma(self):
        if self._psf_sigma is None:
            xx, yy, xy = adaptive_moments(self.psf, self.dx, self.dy)
            self._psf_sigma = (xx * yy - xy * xy) ** 0.25
        return self._psf_sigma

    def around(self, half):
        """Image and variance of (2 half + 1, 2 half + 1)."""
        inner = np.s_[HALF - half : HALF + half + 1, HALF - half : HALF + half + 1]
        return self.image[inner], self.variance[inner]

    def galsim_stamp(self):
        good = self.stamps.good[self.cut]
        return galsim.Image(self.image.astype(float)), galsim.Image(good.astype(np.int32))


def adaptive_moments(image, dx, dy, sigma=2.0):
    """Moments xx, yy, xy under a Gaussian weight that has twice the same moments (Bernstein & Jarvis 2002).

    image: (k, k), the source (dx, dy) off its middle pixel.
    """
    r = np.arange(len(image)) - len(image) // 2
    u, v = (r - dx)[None, :], (r - dy)[:, None]
    uu, vv, uv = u * u + 0 * v, v * v + 0 * u, u * v
    xx = yy = sigma * sigma
    xy = 0.0
    for _ in range(60):
        determinant = xx * yy - xy * xy
        if not determinant > 1e-3:
            break
        weighted = image * np.exp(-0.5 * (uu * yy + vv * xx - 2 * uv * xy) / determinant)
        total = weighted.sum()
        if not total > 0:
            break
        moments = np.array([(weighted * term).sum() for term in (uu, vv, uv)]) / total * 2
        change = np.abs(moments - (xx, yy, xy)).max()
        xx, yy, xy = moments
        if change < 1e-4 * (xx + yy):
            return xx, yy, xy
        if xx + yy > len(image) ** 2:
            break
    raise MeasurementError("the adaptive moments do not converge")


class PluginConfig(pexConfig.Config):
    doMeasure = pexConfig.Field(dtype=bool, default=True, doc="whether to run this plugin in single-object mode")


class Plugin:
    """Adds its columns to the schema when made, fills them in by `measure`; `name`_flag says that it failed."""

    ConfigClass = PluginConfig
    order = FLUX
    corrected = ()  # suffixes of the fluxes that an aperture correction is for

    def __init__(self, config, name, schema):
        self.config, self.name, self.schema = config, name, schema
        schema.add(f"{name}_flag", "?")
        self.setup(schema)

    def setup(self, schema):
        """Adds columns, finds those of others."""

    def fluxes(self):
        """Names of fluxes, less _instFlux, that apertures are to be corrected in."""
        return [self.name + suffix for suffix in self.corrected]

    def add(self, *suffixes):
        for suffix in suffixes:
            self.schema.add(f"{self.name}_{suffix}")

    def put(self, source, **values):
        for suffix, value in values.items():
            source.row[f"{self.name}_{suffix}"] = value


def plugin(name):
    """Registers a class of plugins under a name."""

    def register(cls):
        pluginRegistry.register(name, cls)
        return cls

    return register


# ---- positions and shapes


@plugin("base_SdssCentroid")
class SdssCentroid(Plugin):
    """Centroid under a Gaussian weight of the PSF's size, iterated."""

    order = CENTROID

    def setup(self, schema):
        self.add("x", "y", "xErr", "yErr")

    def measure(self, source):
        image = source.stamps.image
        self.put(source, x=source.x, y=source.y)  # the peak, where there is nothing better
        (x,), (y,), (flag,) = sep.winpos(image, [source.x + PAD], [source.y + PAD], source.psf_sigma)
        x, y = x - PAD, y - PAD
        if flag or not np.hypot(x - source.x, y - source.y) < 5:
            raise MeasurementError("the centroid ran away")
        source.move(x, y)
        flux = max(float(source.image[HALF - 3 : HALF + 4, HALF - 3 : HALF + 4].sum()), 1.0)
        error = 2 * source.psf_sigma**2 * np.sqrt(np.pi * source.variance[HALF, HALF]) / flux
        self.put(source, x=x, y=y, xErr=error, yErr=error)


class NaiveCentroidConfig(PluginConfig):
    background = pexConfig.Field(dtype=float, default=0.0, doc="Value to subtract from the image pixel values")


@plugin("base_NaiveCentroid")
class NaiveCentroid(Plugin):
    """First moments of the 3 x 3 pixels around the peak."""

    ConfigClass = NaiveCentroidConfig
    order = CENTROID

    def setup(self, schema):
        self.add("x", "y")

    def measure(self, source):
        image = source.around(1)[0] - self.config.background
        if not image.sum() > 0:
            raise MeasurementError("no light")
        r = np.arange(-1, 2)
        x, y = np.floor(source.x + 0.5), np.floor(source.y + 0.5)
        self.put(source, x=x + (image.sum(0) @ r) / image.sum(), y=y + (image.sum(1) @ r) / image.sum())


@plugin("base_SdssShape")
class SdssShape(Plugin):
    """Adaptive moments of the source and, as _psf, of the PSF at its place."""

    order = SHAPE

    def setup(self, schema):
        self.add("xx", "yy", "xy", "psf_xx", "psf_yy", "psf_xy")

    def measure(self, source):
        xx, yy, xy = adaptive_moments(source.psf, source.dx, source.dy)
        self.put(source, psf_xx=xx, psf_yy=yy, psf_xy=xy)
        xx, yy, xy = adaptive_moments(source.image, source.dx, source.dy, source.psf_sigma)
        self.put(source, xx=xx, yy=yy, xy=xy)


def hsm_moments(image, weight, x, y, sigma, round_moments=False):
    """xx, yy, xy by GalSim's HSM; x, y from 1 as GalSim counts."""
    found = galsim.hsm.FindAdaptiveMom(
        image,
        weight=weight,
        guess_sig=float(sigma),
        guess_centroid=galsim.PositionD(x, y),
        round_moments=round_moments,
        strict=False,
    )
    if found.error_message:
        raise MeasurementError(found.error_message)
    e1, e2 = found.observed_shape.e1, found.observed_shape.e2
    # sigma is the fourth root of the determinant
    size = found.moments_sigma**2 / np.sqrt(1 - e1 * e1 - e2 * e2)
    return size * (1 + e1), size * (1 - e1), size * e2


class HsmMoments(Plugin):
    order = SHAPE
    round_moments = False

    def setup(self, schema):
        self.add("xx", "yy", "xy")

    def measure(self, source):
        image, weight = source.galsim_stamp()
        center = HALF + 1 + source.dx, HALF + 1 + source.dy
        xx, yy, xy = hsm_moments(image, weight, *center, source.psf_sigma, self.round_moments)
        self.put(source, xx=xx, yy=yy, xy=xy)


@plugin("ext_shapeHSM_HsmSourceMoments")
class HsmSourceMoments(HsmMoments):
    """Adaptive moments of the source."""


@plugin("ext_shapeHSM_HsmSourceMomentsRound")
class HsmSourceMomentsRound(HsmMoments):
    """Moments of the source under a round weight."""

    round_moments = True


@plugin("ext_shapeHSM_HsmPsfMoments")
class HsmPsfMoments(HsmMoments):
    """Adaptive moments of the PSF at the source's place."""

    def psf_image(self, source):
        return source.psf

    def measure(self, source):
        psf = self.psf_image(source)
        half = len(psf) // 2
        center = half + 1 + source.dx, half + 1 + source.dy
        xx, yy, xy = hsm_moments(galsim.Image(psf), None, *center, source.psf_sigma)
        self.put(source, xx=xx, yy=yy, xy=xy)


class HsmPsfMomentsDebiasedConfig(PluginConfig):
    noiseSource = pexConfig.ChoiceField(
        dtype=str,
        default="variance",
        doc="Where the variance of the noise that the PSF gets comes from",
        allowed={"variance": "the variance at the source", "meta": "its median in the exposure"},
    )
    seedOffset = pexConfig.Field(dtype=int, default=0, doc="Seed offset of the noise")


@plugin("ext_shapeHSM_HsmPsfMomentsDebiased")
class HsmPsfMomentsDebiased(HsmPsfMoments):
    """Moments of the PSF with the noise of the source: their bias is that of the source's moments."""

    ConfigClass = HsmPsfMomentsDebiasedConfig

    def psf_image(self, source):
        image, variance = source.around(len(source.psf) // 2)
        flux = float((image * source.psf).sum() / (source.psf**2).sum())
        if not flux > 0:
            raise MeasurementError("no light")
        if self.config.noiseSource == "meta":
            variance = np.median(source.exposure.variance)
        noise = np.random.default_rng(int(source.row["id"]) + self.config.seedOffset)
        return source.psf + noise.normal(size=source.psf.shape) * np.sqrt(variance) / flux


class HsmShapeRegaussConfig(PluginConfig):
    deblendNChild = pexConfig.Field(
        dtype=str, default="deblend_nChild", doc="Field name for number of deblend children; '' for none"
    )


@plugin("ext_shapeHSM_HsmShapeRegauss")
class HsmShapeRegauss(Plugin):
    """Shear by re-Gaussianization."""

    ConfigClass = HsmShapeRegaussConfig
    order = SHAPE

    def setup(self, schema):
        self.add("e1", "e2", "sigma", "resolution")
        self.children = self.config.deblendNChild and schema.find(self.config.deblendNChild)

    def measure(self, source):
        if self.children and source.row[self.children] > 0:
            raise MeasurementError("it is a parent")
        image, weight = source.galsim_stamp()
        found = galsim.hsm.EstimateShear(
            image,
            galsim.Image(source.psf),
            weight=weight,
            sky_var=float(source.variance[HALF, HALF]),
            guess_centroid=galsim.PositionD(HALF + 1 + source.dx, HALF + 1 + source.dy),
            shear_est="REGAUSS",
            strict=False,
        )
        if found.error_message:
            raise MeasurementError(found.error_message)
        self.put(source, e1=found.corrected_e1, e2=found.corrected_e2)
        self.put(source, sigma=found.corrected_shape_err, resolution=found.resolution_factor)


# ---- fluxes


@plugin("base_PsfFlux")
class PsfFlux(Plugin):
    """The PSF's best fit in the sense of least squares."""

    corrected = ("",)

    def setup(self, schema):
        self.add("instFlux", "instFluxErr")

    def measure(self, source):
        psf = source.psf
        image, variance = source.around(len(psf) // 2)
        norm = (psf * psf).sum()
        flux, error = (psf * image).sum() / norm, np.sqrt((psf * psf * variance).sum()) / norm
        self.put(source, instFlux=flux, instFluxErr=error)


@plugin("base_GaussianFlux")
class GaussianFlux(Plugin):
    """The flux of the Gaussian that has the shape slot's moments."""

    corrected = ("",)

    def setup(self, schema):
        self.add("instFlux", "instFluxErr")
        self.shape = [schema.find(f"slot_Shape_{moment}") for moment in ("xx", "yy", "xy")]

    def measure(self, source):
        gaussian = gaussians(*(source.row[name] for name in self.shape), source)
        norm = (gaussian**2).sum()
        flux = (gaussian * source.image).sum() / norm
        error = np.sqrt((gaussian**2 * source.variance).sum()) / norm
        self.put(source, instFlux=flux, instFluxErr=error)


def gaussians(xx, yy, xy, source, half=HALF):
    """(..., 2 half + 1, 2 half + 1): Gaussians of these moments (arrays alike) and sum 1 at the source."""
    xx, yy, xy = (np.asarray(m, dtype=float) for m in (xx, yy, xy))
    determinant = xx * yy - xy * xy
    if not (determinant > 0).all():
        raise MeasurementError("the shape is not known")
    drawn = np.stack([yy, xx, xy], axis=-1) / determinant[..., None] @ source.quadratics(half)
    np.exp(drawn, out=drawn)
    drawn /= 2 * np.pi * np.sqrt(determinant)[..., None]
    return drawn.reshape(*xx.shape, 2 * half + 1, 2 * half + 1)


class CircularApertureFluxConfig(PluginConfig):
    radii = pexConfig.ListField(
        dtype=float,
        default=[3.0, 4.5, 6.0, 9.0, 12.0, 17.0, 25.0, 35.0, 50.0, 70.0],
        doc="Radius (in pixels) of apertures.",
    )
    maxSincRadius = pexConfig.Field(
        dtype=float, default=10.0, doc="Largest radius of which the pixels at the edge are divided finely"
    )


def words(radius):
    """12.0 is 12_0 in the name of a column."""
    return f"{radius:.1f}".replace(".", "_")


def sum_circle(image, variance, x, y, radius, subpix=5):
    """The flux in a circle and its error; an edge pixel is divided subpix x subpix."""
    (flux,), (error,), _ = sep.sum_circle(image, [x], [y], radius, var=variance, subpix=subpix)
    return flux, error


@plugin("base_CircularApertureFlux")
class CircularApertureFlux(Plugin):
    """Sums in circles."""

    ConfigClass = CircularApertureFluxConfig

    def setup(self, schema):
        for radius in self.config.radii:
            self.add(f"{words(radius)}_instFlux", f"{words(radius)}_instFluxErr")
            schema.add(f"{self.name}_{words(radius)}_flag", "?")

    def measure(self, source):
        stamps = source.stamps
        ny, nx = stamps.exposure.image.shape
        room = min(source.x, source.y, nx - 1 - source.x, ny - 1 - source.y)
        for radius in self.config.radii:
            finely = 10 if radius <= self.config.maxSincRadius else 5
            at = source.x + PAD, source.y + PAD
            flux, error = sum_circle(stamps.image, stamps.variance, *at, radius, finely)
            name = words(radius)
            self.put(source, **{f"{name}_instFlux": flux, f"{name}_instFluxErr": error, f"{name}_flag": radius > room})


class KronFluxConfig(PluginConfig):
    nRadiusForFlux = pexConfig.Field(dtype=float, default=2.5, doc="Number of Kron radii for Kron flux")
    nSigmaForRadius = pexConfig.Field(
        dtype=float, default=6.0, doc="Multiplier of rms size for aperture used to initially estimate the Kron radius"
    )
    minimumRadius = pexConfig.Field(dtype=float, default=0.0, doc="Minimum Kron radius, if positive")


@plugin("ext_photometryKron_KronFlux")
class KronFlux(Plugin):
    """Sum in the ellipse of the shape slot, 2.5 Kron radii wide."""

    ConfigClass = KronFluxConfig
    corrected = ("",)

    def setup(self, schema):
        self.add("instFlux", "instFluxErr", "radius")
        self.shape = [schema.find(f"slot_Shape_{moment}") for moment in ("xx", "yy", "xy")]

    def measure(self, source):
        xx, yy, xy = (source.row[name] for name in self.shape)
        mean, half = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
        if not mean > half:
            raise MeasurementError("the shape is not known")
        a, b, theta = np.sqrt(mean + half), np.sqrt(mean - half), np.arctan2(2 * xy, xx - yy) / 2
        stamps, ellipse = source.stamps, ([source.x + PAD], [source.y + PAD], [a], [b], [theta])
        (radius,), _ = sep.kron_radius(stamps.image, *ellipse, self.config.nSigmaForRadius)
        radius = max(radius, self.config.minimumRadius / np.sqrt(a * b), 0.5)
        wide = self.config.nRadiusForFlux * radius
        (flux,), (error,), _ = sep.sum_ellipse(stamps.image, *ellipse, wide, var=stamps.variance)
        self.put(source, instFlux=flux, instFluxErr=error, radius=radius * np.sqrt(a * b))


class ConvolvedFluxConfig(PluginConfig):
    seeing = pexConfig.ListField(
        dtype=float, default=[3.5, 5.0, 6.5], doc="list of target seeings (FWHM, pixels)"
    )
    aperture_radii = pexConfig.ListField(dtype=float, default=[3.3, 4.5, 6.0], doc="Aperture radii (pixels)")
    kronRadiusName = pexConfig.Field(
        dtype=str,
        default="ext_photometryKron_KronFlux_radius",
        doc="name of Kron radius field in reference; without it no Kron fluxes are measured",
    )
    kronRadiusForFlux = pexConfig.Field(dtype=float, default=2.5, doc="Number of Kron radii for Kron flux")

    def getAllResultNames(self, name="ext_convolved_ConvolvedFlux"):
        """Names, less _instFlux, of all fluxes that there may be: for measureApCorr.allowFailure."""
        measured = [words(radius) for radius in self.aperture_radii] + ["kron"]
        return [f"{name}_{i}_{which}" for i in range(len(self.seeing)) for which in measured]


@plugin("ext_convolved_ConvolvedFlux")
class ConvolvedFlux(Plugin):
    """Apertures in the source as worse seeings would show it."""

    ConfigClass = ConvolvedFluxConfig
    order = FLUX + 0.1  # after the Kron radius

    def setup(self, schema):
        # without it there is no Kron part, silently, as in the original
        self.kron = self.config.kronRadiusName if self.config.kronRadiusName in schema.fields else None
        self.measured = [words(radius) for radius in self.config.aperture_radii] + ["kron"] * bool(self.kron)
        for i in range(len(self.config.seeing)):
            schema.add(f"{self.name}_{i}_deconv", "?")
        for name in self.fluxes():
            schema.add(f"{name}_instFlux")
            schema.add(f"{name}_instFluxErr")

    def fluxes(self):
        names = self.config.getAllResultNames(self.name)
        return [name for name in names if self.kron or not name.endswith("_kron")]

    def measure(self, source):
        radii = list(self.config.aperture_radii)
        if self.kron:
            radius = source.row[self.kron]
            radii.append(self.config.kronRadiusForFlux * radius if radius > 0 else 0.0)
        middle = HALF + source.dx, HALF + source.dy
        for i, seeing in enumerate(self.config.seeing):
            wanted = (seeing / FWHM) ** 2 - source.psf_sigma**2
            image, variance = (np.ascontiguousarray(stamp) for stamp in (source.image, source.variance))
            if wanted > 0:
                image = scipy.ndimage.gaussian_filter(image, np.sqrt(wanted), mode="constant")
                variance = scipy.ndimage.gaussian_filter(variance, np.sqrt(wanted), mode="constant")
            self.put(source, **{f"{i}_deconv": wanted < 0})
            for name, radius in zip(self.measured, radii):
                if not radius > 0:
                    continue
                radius = min(radius, HALF)
                flux, error = sum_circle(image, variance, *middle, radius)
                self.put(source, **{f"{i}_{name}_instFlux": flux, f"{i}_{name}_instFluxErr": error})


class GaapFluxConfig(PluginConfig):
    sigmas = pexConfig.ListField(
        dtype=float, default=[0.7, 1.0], doc="List of sigmas (in arcseconds) of circular Gaussian apertures"
    )
    scalingFactors = pexConfig.ListField(
        dtype=float, default=[1.15], doc="List of factors by which the seeing is scaled to be Gaussianized to"
    )
    doPsfPhotometry = pexConfig.Field(
        dtype=bool, default=False, doc="Perform PSF photometry after PSF-Gaussianization?"
    )
    pixelScale = pexConfig.Field(dtype=float, default=0.2, doc="Arcseconds in a pixel")

    def getAllGaapResultNames(self, name="ext_gaap_GaapFlux"):
        """Names, less _instFlux, of all fluxes: for measureApCorr.allowFailure."""
        apertures = [words(sigma) for sigma in self.sigmas] + ["PsfFlux"] * self.doPsfPhotometry
        scalings = [f"{factor:.2f}".replace(".", "_") + "x" for factor in self.scalingFactors]
        return [f"{name}_{scaling}_{aperture}" for scaling in scalings for aperture in apertures]


@plugin("ext_gaap_GaapFlux")
class GaapFlux(Plugin):
    """Gaussian apertures after the PSF was made a round Gaussian."""

    ConfigClass = GaapFluxConfig

    def setup(self, schema):
        for name in self.fluxes():
            schema.add(f"{name}_instFlux")
            schema.add(f"{name}_instFluxErr")

    def fluxes(self):
        return self.config.getAllGaapResultNames(self.name)

    def measure(self, source):
        names = iter(self.fluxes())
        half = len(source.psf) // 2
        psf = np.zeros_like(source.image, dtype=float)
        psf[HALF - half : HALF + half + 1, HALF - half : HALF + half + 1] = source.psf
        psf_waves, image = waves(psf), padded(source.image)
        noise = float(np.median(source.variance))
        for scaling in self.config.scalingFactors:
            target = scaling * source.psf_sigma
            # where the PSF lets nothing through, there is nothing to divide
            goal = waves(gaussians(target**2, target**2, 0.0, source))
            kernel = goal * psf_waves.conj() / (np.abs(psf_waves) ** 2 + 1e-6)
            apertures = [(sigma / self.config.pixelScale) ** 2 - target**2 for sigma in self.config.sigmas]
            for wide in apertures + [target**2] * self.config.doPsfPhotometry:
                name = next(names)
                # an aperture that is not wider than the PSF has no flux
                if wide > 0:
                    weight = gaussians(wide, wide, 0.0, source) * 2 * np.pi * (wide + target**2)
                    # the same as weighing the image that the kernel made
                    smeared = np.fft.irfft2(waves(weight) * kernel.conj(), (WAVES, WAVES))
                    source.row[f"{name}_instFlux"] = (smeared * image).sum()
                    source.row[f"{name}_instFluxErr"] = np.sqrt(noise * (smeared**2).sum())


WAVES = 48  # pixels a side that are transformed: more than a stamp has, and of small factors


def padded(stamp):
    return np.pad(stamp, (0, WAVES - len(stamp)))


def waves(stamp):
    return np.fft.rfft2(stamp, (WAVES, WAVES))


# ---- models

# Mixtures of Gaussians of half-light radius 1 (Hogg & Lang 2013): amplitudes, variances
EXPONENTIAL = (
    (2.34853813e-03, 3.07995260e-02, 2.23364214e-01, 1.17949102e00, 4.33873750e00, 5.99820770e00),
    (1.20078965e-03, 8.84526493e-03, 3.91463084e-02, 1.39976817e-01, 4.60962500e-01, 1.50159566e00),
)
DE_VAUCOULEURS = (
    (4.26347652e-02, 2.40127183e-01, 6.85907632e-01, 1.51937350e00, 2.83627243e00, 4.46467501e00)
    + (5.72440830e00, 5.60989349e00),
    (2.23759216e-04, 1.00220099e-03, 4.18731126e-03, 1.69432589e-02, 6.84850479e-02, 2.87207080e-01)
    + (1.33320254e00, 8.40215071e00),
)


class DoubleShapeletPsfApproxConfig(PluginConfig):
    maxEvaluations = pexConfig.Field(dtype=int, default=30, doc="Most evaluations of the model in the fit")


def minimum(residuals, start, evaluations):
    """Where the squares of the residuals are least, to about a thousandth."""
    limits = {"maxfev": evaluations, "xtol": 1e-3, "ftol": 1e-3, "epsfcn": 1e-8}
    # full_output: where the evaluations ran out it is no news
    return scipy.optimize.leastsq(residuals, start, full_output=True, **limits)[0]


@plugin("modelfit_DoubleShapeletPsfApprox")
class DoubleShapeletPsfApprox(Plugin):
    """The PSF as a narrow and a wide Gaussian of one ellipticity."""

    ConfigClass = DoubleShapeletPsfApproxConfig
    order = SHAPE

    def setup(self, schema):
        self.add(*(f"{i}_{what}" for i in (0, 1) for what in ("amp", "xx", "yy", "xy")))

    def measure(self, source):
        psf, half = source.psf, len(source.psf) // 2
        moments = np.array(adaptive_moments(psf, source.dx, source.dy, source.psf_sigma))

        def parts(logs):
            return gaussians(*np.outer(moments, np.exp(np.clip(logs, -3, 3))), source, half).reshape(2, -1)

        def residuals(logs):
            basis = parts(logs)
            return amplitudes(basis) @ basis - psf.ravel()

        def amplitudes(basis):
            return np.linalg.solve(basis @ basis.T + 1e-12 * np.eye(2), basis @ psf.ravel())

        found = minimum(residuals, [-0.3, 1.0], self.config.maxEvaluations)
        fitted = amplitudes(parts(found))
        for i, factor in enumerate(np.exp(np.clip(found, -3, 3))):
            values = dict(zip(("amp", "xx", "yy", "xy"), (fitted[i], *(moments * factor))))
            self.put(source, **{f"{i}_{what}": value for what, value in values.items()})


class CModelConfig(PluginConfig):
    psfName = pexConfig.Field(
        dtype=str,
        default="modelfit_DoubleShapeletPsfApprox",
        doc="Field name prefix of the Shapelet PSF approximation used to convolve the galaxy model",
    )
    maxEvaluations = pexConfig.Field(dtype=int, default=30, doc="Most evaluations in each of the two fits")
    halfSize = pexConfig.RangeField(
        dtype=int, default=12, min=5, max=HALF, doc="Pixels to each side of the middle one that are fit"
    )


@plugin("modelfit_CModel")
class CModel(Plugin):
    """An exponential and a de Vaucouleurs galaxy, each fit by itself, then the best sum of both."""

    ConfigClass = CModelConfig
    corrected = ("", "_exp", "_dev")

    def setup(self, schema):
        for part in "", "exp_", "dev_":
            self.add(f"{part}instFlux", f"{part}instFluxErr")
        self.add("fracDev", "exp_radius", "dev_radius")
        names = [[f"{self.config.psfName}_{i}_{what}" for i in (0, 1)] for what in ("amp", "xx", "yy", "xy")]
        self.psf = [[schema.find(name) for name in pair] for pair in names]

    def measure(self, source):
        psf = np.array([[source.row[name] for name in pair] for pair in self.psf])
        if not np.isfinite(psf).all():
            raise MeasurementError("the PSF has no approximation")
        image, variance = source.around(self.config.halfSize)
        weight = 1 / np.sqrt(np.where(variance > 0, variance, np.inf)).ravel()
        data = image.ravel() * weight
        models = []
        for part, mixture in ("exp", EXPONENTIAL), ("dev", DE_VAUCOULEURS):
            model, radius = self.fit(source, psf, np.array(mixture), data, weight)
            flux, error = project(model, data)
            self.put(source, **{f"{part}_instFlux": flux, f"{part}_instFluxErr": error, f"{part}_radius": radius})
            models.append(model)
        amplitudes, _ = scipy.optimize.nnls(np.array(models).T, data)
        if not amplitudes.sum() > 0:
            raise MeasurementError("no galaxy fits")
        best = amplitudes @ np.array(models) / amplitudes.sum()
        _, error = project(best, data)
        self.put(source, instFlux=amplitudes.sum(), instFluxErr=error, fracDev=amplitudes[1] / amplitudes.sum())

    def fit(self, source, psf, mixture, data, weight):
        """The best galaxy of one profile as weighted pixels of flux 1, and its radius."""
        amplitudes, variances = mixture
        amplitudes = np.outer(amplitudes / amplitudes.sum(), psf[0] / psf[0].sum()).ravel()

        def model(shape):
            radius, e1, e2 = galaxy(shape)
            scale = radius**2 * variances[:, None]
            xx, yy, xy = (scale * f + p for f, p in zip((1 + e1, 1 - e1, e2), psf[1:]))
            drawn = gaussians(xx.ravel(), yy.ravel(), xy.ravel(), source, self.config.halfSize)
            return amplitudes @ drawn.reshape(len(amplitudes), -1) * weight

        def residuals(shape):
            drawn = model(shape)
            return project(drawn, data)[0] * drawn - data

        # no start at a round one: its ellipticity has no direction
        found = minimum(residuals, [0.1, 0.1, 0.1], self.config.maxEvaluations)
        return model(found), galaxy(found)[0]


def galaxy(shape):
    """Radius (pixels), e1 and e2 of three numbers that may have any value."""
    radius, slope = np.exp(np.clip(shape[0], -3, 3)), np.hypot(shape[1], shape[2]) + 1e-9
    e1, e2 = np.array(shape[1:]) * (0.95 * np.tanh(slope) / slope)
    return radius, e1, e2


def project(model, data):
    """The flux of a model of flux 1, both in units of the noise, and its error."""
    norm = model @ model
    return model @ data / norm, 1 / np.sqrt(norm)


# ---- the cheap ones


class PixelFlagsConfig(PluginConfig):
    masksFpAnywhere = pexConfig.ListField(
        dtype=str, default=[], doc="List of mask planes to be searched for which occur anywhere within a footprint."
    )


@plugin("base_PixelFlags")
class PixelFlags(Plugin):
    """What the mask says of the middle of the source and of its surroundings."""

    ConfigClass = PixelFlagsConfig
    RADIUS = 5  # pixels around the middle that stand for the footprint
    names = {"bad": "BAD", "saturated": "SAT", "interpolated": "INTRP", "cr": "CR", "edge": "EDGE", "nodata": "NO_DATA"}

    def setup(self, schema):
        for name in self.names:
            schema.add(f"{self.name}_flag_{name}", "?")
            schema.add(f"{self.name}_flag_{name}Center", "?")
        schema.add(f"{self.name}_flag_offimage", "?")

    def measure(self, source):
        mask = source.stamps.mask[source.cut]
        near, middle = (
            np.bitwise_or.reduce(mask[HALF - r : HALF + r + 1, HALF - r : HALF + r + 1], axis=None)
            for r in (self.RADIUS, 1)
        )
        for name, plane in self.names.items():
            bit = mask_bits(plane)
            self.put(source, **{f"flag_{name}": near & bit != 0, f"flag_{name}Center": middle & bit != 0})


@plugin("base_Jacobian")
class Jacobian(Plugin):
    """The area of the pixel on the sky, in nominal pixels of 0.2 arcsec."""

    def setup(self, schema):
        self.add("value")

    def measure(self, source):
        x, y = source.x, source.y
        ra, dec = source.exposure.wcs.wcs_pix2world([x, x + 1, x], [y, y, y + 1], 0)
        east, north = np.diff(ra)[0], np.array([ra[2] - ra[0], dec[1] - dec[0], dec[2] - dec[0]])
        area = abs(east * north[2] - north[0] * north[1]) * np.cos(np.radians(dec[0]))
        self.put(source, value=area * (3600 / 0.2) ** 2)


@plugin("base_FPPosition")
class FPPosition(Plugin):
    """The position in the focal plane, mm: detectors in a row, pixels of 10 um."""

    def setup(self, schema):
        self.add("x", "y")

    def measure(self, source):
        nx = source.exposure.image.shape[1]
        self.put(source, x=(source.x + nx * source.exposure.info["detector"]) * 0.01, y=source.y * 0.01)


@plugin("base_Variance")
class Variance(Plugin):
    """The median variance around the source."""

    def setup(self, schema):
        self.add("value")

    def measure(self, source):
        self.put(source, value=np.median(source.around(5)[1]))


# ---- the task


class SourceSlotConfig(pexConfig.Config):
    """Which plugin a slot, an alias in the catalogue, stands for."""

    def _slot(default, what):
        return pexConfig.Field(
            dtype=str, default=default, optional=True, doc=f"the name of the algorithm used to set {what}"
        )

    centroid = _slot("base_SdssCentroid", "source x,y")
    shape = _slot("base_SdssShape", "source moments parameters")
    psfShape = _slot("base_SdssShape_psf", "PSF moments parameters")
    apFlux = _slot("base_CircularApertureFlux_12_0", "the source aperture instFlux slot")
    modelFlux = _slot("base_GaussianFlux", "the source model instFlux slot")
    psfFlux = _slot("base_PsfFlux", "the source psf instFlux slot")
    gaussianFlux = _slot("base_GaussianFlux", "the source Gaussian instFlux slot")
    calibFlux = _slot("base_CircularApertureFlux_12_0", "the instFlux used for calibration")

    def setupSchema(self, schema):
        for field in self.keys():
            if getattr(self, field) is not None:
                schema.aliases["slot_" + field[0].upper() + field[1:]] = getattr(self, field)


class SingleFrameMeasurementConfig(pexConfig.Config):
    plugins = pluginRegistry.makeField(
        multi=True,
        default=[
            "base_PixelFlags",
            "base_SdssCentroid",
            "base_NaiveCentroid",
            "base_SdssShape",
            "base_GaussianFlux",
            "base_PsfFlux",
            "base_CircularApertureFlux",
            "base_Variance",
        ],
        doc="Plugins to be run and their configuration",
    )
    undeblended = pluginRegistry.makeField(
        multi=True, default=[], doc="Plugins to run on undeblended image"
    )
    undeblendedPrefix = pexConfig.Field(
        dtype=str, default="undeblended_", doc="Prefix to give undeblended plugins"
    )
    slots = pexConfig.ConfigField(dtype=SourceSlotConfig, doc="Mapping from algorithms to special aliases in Source.")
    doReplaceWithNoise = pexConfig.Field(
        dtype=bool, default=True, doc="When measuring, replace other detected footprints with noise?"
    )

    def validate(self):
        super().validate()
        slots, names = self.slots, self.plugins.names

        def refuse(message):
            raise pexConfig.FieldValidationError(self.__class__.slots, self, message)

        if slots.centroid is not None and slots.centroid not in names:
            refuse("source centroid slot algorithm is not being run.")
        if slots.shape is not None and slots.shape not in names:
            refuse(f"source shape slot algorithm '{slots.shape}' is not being run.")
        # psfShape is not looked at, as in the original: what it names may be missing
        for slot in slots.psfFlux, slots.apFlux, slots.modelFlux, slots.gaussianFlux, slots.calibFlux:
            if slot is not None and not any(slot.startswith(name) for name in names):
                refuse(f"source flux slot algorithm '{slot}' is not being run.")


class NoiseReplacer:
    """Hides all sources but the one under measurement behind noise of the sky.

    segments: (ny, nx) int, the number of the source that a pixel is of, from 1; 0 for none
    """

    def __init__(self, stamps, segments, seed):
        self.image, self.segments = stamps.image, np.pad(segments, PAD)
        self.light = self.image.copy()
        taken = self.segments > 0
        rng = np.random.default_rng(seed)
        spread = np.sqrt(np.median(stamps.exposure.variance))
        self.noise = rng.normal(scale=spread, size=self.image.shape).astype(np.float32)
        self.image[taken] = self.noise[taken]
        self.boxes = scipy.ndimage.find_objects(self.segments)

    def show(self, number):
        self._swap(number, self.light)

    def hide(self, number):
        self._swap(number, self.noise)

    def _swap(self, number, pixels):
        box = self.boxes[number - 1]
        if box is not None:
            mine = self.segments[box] == number
            self.image[box][mine] = pixels[box][mine]

    def end(self):
        self.image[:] = self.light


class SingleFrameMeasurementTask(pipeBase.Task):
    ConfigClass = SingleFrameMeasurementConfig
    _DefaultName = "measurement"

    def __init__(self, schema, **kwargs):
        super().__init__(**kwargs)
        self.schema = schema
        self.config.slots.setupSchema(schema)
        self.plugins = self.make(self.config.plugins, "")
        self.undeblended = self.make(self.config.undeblended, self.config.undeblendedPrefix)

    def make(self, chosen, prefix):
        names = sorted(chosen.names, key=lambda name: (pluginRegistry[name].order, name))
        # the position is what all others begin with
        names.sort(key=lambda name: name != self.config.slots.centroid)
        return [pluginRegistry[name](chosen[name], prefix + name, self.schema) for name in names]

    @timeMethod
    def run(self, sources, exposure, seed=0):
        """Fills in the rows of the sources.

        sources: Struct of `rows`, (n,) structured of the schema; `peaks`, (n, 2) x, y; `segments`, (ny, nx) int, see
        NoiseReplacer
        """
        stamps = Stamps(exposure)
        replacer = None
        if self.config.doReplaceWithNoise:
            replacer = NoiseReplacer(stamps, sources.segments, seed)
        for i, (row, (x, y)) in enumerate(zip(sources.rows, sources.peaks)):
            if replacer:
                replacer.show(i + 1)
            self.measure(self.plugins, Source(stamps, row, x, y))
            if replacer:
                replacer.hide(i + 1)
        if replacer:
            replacer.end()
        for row, (x, y) in zip(sources.rows, sources.peaks):
            if self.undeblended:
                self.measure(self.undeblended, Source(stamps, row, x, y))
        self.set_coordinates(sources.rows, exposure)
        self.metadata["nSources"] = len(sources.rows)

    def measure(self, plugins, source):
        for plugin in plugins:
            if not plugin.config.doMeasure:
                continue
            try:
                plugin.measure(source)
            except (MeasurementError, galsim.GalSimError, np.linalg.LinAlgError) as error:
                self.log.debug("%s of source %d: %s", plugin.name, source.row["id"], error)
                source.row[f"{plugin.name}_flag"] = True

    def set_coordinates(self, rows, exposure):
        if exposure.wcs is not None and len(rows):
            x, y = (rows[self.schema.find(f"slot_Centroid_{axis}")] for axis in "xy")
            ra, dec = exposure.wcs.wcs_pix2world(x, y, 0)
            rows["coord_ra"], rows["coord_dec"] = np.radians(ra), np.radians(dec)

    def corrected_fluxes(self):
        """Names, less _instFlux, of all fluxes that are to have an aperture correction."""
        return sorted(name for plugin in self.plugins for name in plugin.fluxes())
