"""imageDifference: what has changed since the template, as pipe_tasks and ip_diffim had it in May 2022."""

import galsim
import lsst.pex.config as pexConfig
import lsst.pipe.base as pipeBase
import numpy as np
import scipy.fft
import scipy.linalg
import scipy.ndimage
import scipy.optimize
from astropy.table import Table
from lsst.pipe.base import connectionTypes as cT
from lsst.utils.timer import timeMethod

from .characterize import SourceDetectionConfig, extract, psf_sigma
from .exposure import Exposure, mask_bits
from .plugins import (
    FLUX,
    FWHM,
    MeasurementError,
    Plugin,
    PluginConfig,
    Schema,
    SingleFrameMeasurementConfig,
    SingleFrameMeasurementTask,
    plugin,
)

UNUSABLE = ("BAD", "SAT", "CR", "EDGE", "NO_DATA")

# ---- template and kernel


def affine_between(wcs, other, shape):
    """(2, 2) and (2,): pixel (x, y) of `wcs` is pixel matrix @ (x, y) + offset of `other`."""
    ny, nx = shape
    x, y = (a.ravel() for a in np.meshgrid(np.linspace(0, nx - 1, 5), np.linspace(0, ny - 1, 5)))
    places = np.stack(other.wcs_world2pix(*wcs.wcs_pix2world(x, y, 0), 0), axis=1)
    terms = np.stack([x, y, np.ones_like(x)], axis=1)
    fit = np.linalg.lstsq(terms, places, rcond=None)[0]
    if np.abs(terms @ fit - places).max() > 0.05:
        raise RuntimeError("the template's WCS is bent against the exposure's by more than 0.05 pixels: make one nearer")
    return fit[:2].T, fit[2]


def warp(template, wcs, shape, kernel):
    """The template on the pixels of an exposure of (ny, nx) and this WCS; NO_DATA where it does not reach.

    kernel: the name of the interpolant
    """
    kernel = "linear" if kernel == "bilinear" else kernel
    matrix, offset = affine_between(wcs, template.wcs, shape)
    (ny, nx), (rows, columns) = shape, template.image.shape
    image = galsim.InterpolatedImage(
        galsim.Image(template.image, xmin=0, ymin=0),
        x_interpolant=kernel,
        scale=1,
        normalization="sb",
        calculate_stepk=False,
        calculate_maxk=False,
    )
    # the middles of both images: GalSim turns about them
    middle = np.array([(nx - 1) / 2, (ny - 1) / 2])
    there = matrix @ middle + offset - ((columns - 1) / 2, (rows - 1) / 2)
    back = np.linalg.inv(matrix)
    image = image.transform(*back.ravel()).shift(*(-back @ there)) * np.linalg.det(matrix)
    drawn = galsim.ImageF(nx, ny, xmin=0, ymin=0)
    image.drawImage(drawn, scale=1, method="no_pixel")
    y, x = np.mgrid[:ny, :nx]
    column = np.rint(matrix[0, 0] * x + matrix[0, 1] * y + offset[0]).astype(int)
    row = np.rint(matrix[1, 0] * x + matrix[1, 1] * y + offset[1]).astype(int)
    reach = 4
    inside = (column >= reach) & (column < columns - reach) & (row >= reach) & (row < rows - reach)
    column, row = column.clip(0, columns - 1), row.clip(0, rows - 1)
    mask = np.where(inside, template.mask[row, column], mask_bits("NO_DATA"))
    pixels = np.where(inside, drawn.array, 0), template.variance[row, column]
    return Exposure(*pixels, mask, wcs, template.psf, template.zero_point, template.info)


class WarperConfig(pexConfig.Config):
    warpingKernelName = pexConfig.ChoiceField(
        dtype=str,
        default="lanczos3",
        doc="Warping kernel",
        allowed={name: f"{name} interpolation" for name in ("bilinear", "lanczos3", "lanczos4", "lanczos5")},
    )


class PsfMatchConfigAL(pexConfig.Config):
    """The kernel of Alard & Lupton (1998): Gaussians times polynomials, whose weights vary over the image."""

    kernelSize = pexConfig.RangeField(
        dtype=int, default=21, min=5, doc="Number of rows/columns in the convolution kernel; should be odd-valued."
    )
    stampSize = pexConfig.RangeField(
        dtype=int, default=31, min=11, doc="Number of rows/columns around a source that are fitted; odd"
    )
    alardNGauss = pexConfig.RangeField(dtype=int, default=3, min=1, doc="Number of base Gaussians in alard-lupton kernel "
                                       "basis function generation.")  # fmt: skip
    alardDegGauss = pexConfig.ListField(
        dtype=int,
        default=[4, 2, 2],
        doc="Polynomial order of spatial modification of base Gaussians. List length must be `alardNGauss`.",
    )
    alardSigGauss = pexConfig.ListField(
        dtype=float,
        default=[0.7, 1.5, 3.0],
        doc="Default sigma values in pixels of base Gaussians. List length must be `alardNGauss`. Used if not scaleByFwhm",
    )
    alardGaussBeta = pexConfig.RangeField(
        dtype=float, default=2.0, min=0.0, doc="Used if `scaleByFwhm==True`, scaling multiplier of base Gaussian sigmas"
    )
    alardMinSig = pexConfig.RangeField(
        dtype=float, default=0.7, min=0.25, doc="Used if `scaleByFwhm==True`, minimum sigma (pixels) for base Gaussians."
    )
    scaleByFwhm = pexConfig.Field(
        dtype=bool, default=True, doc="Should kernelSize and the sigmas be scaled by the FWHM of the PSFs?"
    )
    spatialKernelOrder = pexConfig.RangeField(
        dtype=int, default=2, min=0, doc="Spatial order of convolution kernel variation"
    )
    spatialBgOrder = pexConfig.RangeField(
        dtype=int, default=1, min=0, doc="Spatial order of differential background variation"
    )
    fitForBackground = pexConfig.Field(
        dtype=bool, default=False, doc="Include terms (including kernel cross terms) for background in ip_diffim"
    )
    maxSpatialIterations = pexConfig.RangeField(
        dtype=int, default=3, min=1, doc="Maximum number of iterations for rejecting bad KernelCandidates in spatial fitting"
    )
    candidateResidualStdMax = pexConfig.RangeField(
        dtype=float, default=4.0, min=0.0, doc="Candidates whose residuals lie more scatters above the others' are rejected"
    )
    candidateSignalToNoiseMin = pexConfig.RangeField(
        dtype=float, default=20.0, min=0.0, doc="Sources fainter than this are no candidates"
    )
    nStarPerCell = pexConfig.RangeField(
        dtype=int, default=5, min=1, doc="Maximum number of KernelCandidates in each SpatialCell to use in the fitting"
    )
    sizeCellX = pexConfig.RangeField(dtype=int, default=128, min=32, doc="Size (rows) in pixels of each SpatialCell")
    sizeCellY = pexConfig.RangeField(dtype=int, default=128, min=32, doc="Size (columns) in pixels of each SpatialCell")
    warpingConfig = pexConfig.ConfigField(
        dtype=WarperConfig, doc="Config for warping exposures to a common alignment"
    )

    def validate(self):
        super().validate()
        for name in "alardDegGauss", "alardSigGauss":
            if len(getattr(self, name)) != self.alardNGauss:
                raise ValueError(f"{name} must be as long as alardNGauss says")
        if self.kernelSize % 2 == 0 or self.stampSize % 2 == 0:
            raise ValueError("kernelSize and stampSize must be odd")


def spatial_terms(x, y, order, shape):
    """(n_terms, ...): polynomials of the place in an image of (ny, nx), each axis from -1 to 1."""
    u, v = 2 * np.asarray(x) / shape[1] - 1, 2 * np.asarray(y) / shape[0] - 1
    return np.stack([u**i * v**j for j in range(order + 1) for i in range(order + 1 - j)])


def kernel_basis(size, sigmas, degrees):
    """(n, size, size): the first has sum 1, all others sum 0, so that it alone scales the flux."""
    r = np.arange(size) - size // 2
    basis = []
    for sigma, degree in zip(sigmas, degrees):
        gaussian = np.exp(-0.5 * (r / sigma) ** 2)
        lines = [gaussian * (r / sigma) ** power for power in range(degree + 1)]
        basis += [np.outer(lines[j], lines[i]) for j in range(degree + 1) for i in range(degree + 1 - j)]
    basis = np.array(basis)
    sums = basis.sum(axis=(1, 2))
    even = np.abs(sums) > 1e-9 * np.abs(basis).sum(axis=(1, 2))
    basis[even] /= sums[even, None, None]
    first = basis[0]
    basis[1:][even[1:]] -= first
    rest = basis[1:]
    rest /= np.sqrt((rest**2).sum(axis=(1, 2), keepdims=True))
    return basis


class ImagePsfMatchConfig(pexConfig.Config):
    kernel = pexConfig.ConfigChoiceField(
        doc="kernel type", typemap={"AL": PsfMatchConfigAL}, default="AL"
    )


class ImagePsfMatchTask(pipeBase.Task):
    """Brings a template to the pixels, the seeing, the flux scale and the background of an exposure."""

    ConfigClass = ImagePsfMatchConfig
    _DefaultName = "subtract"

    @property
    def kernel_config(self):
        return self.config.kernel.active

    @timeMethod
    def subtractExposures(self, template, exposure, sources):
        """Struct of subtractedExposure, matchedExposure (without the background) and warpedExposure.

        sources: catalogue of the exposure; what the kernel is fitted to is chosen from it
        """
        matched = self.matchExposures(template, exposure, sources)
        difference = exposure.copy()
        difference.image -= matched.matchedExposure.image + matched.background
        difference.variance += matched.matchedExposure.variance
        difference.mask |= matched.matchedExposure.mask
        return pipeBase.Struct(
            subtractedExposure=difference,
            matchedExposure=matched.matchedExposure,
            warpedExposure=matched.warpedExposure,
        )

    @timeMethod
    def matchExposures(self, template, exposure, sources):
        warped = warp(template, exposure.wcs, exposure.image.shape, self.kernel_config.warpingConfig.warpingKernelName)
        size, sigmas = self.kernel_sizes(psf_sigma(template), psf_sigma(exposure))
        candidates = self.candidates(exposure, warped, sources, size)
        matched = self.matchMaskedImages(warped, exposure, candidates, size, sigmas)
        return pipeBase.Struct(warpedExposure=warped, **matched.getDict())

    @timeMethod
    def matchMaskedImages(self, warped, exposure, candidates, size, sigmas):
        """Struct of matchedExposure and background; size, sigmas: see kernel_sizes."""
        config, shape = self.kernel_config, exposure.image.shape
        basis = kernel_basis(size, sigmas, config.alardDegGauss)
        designs = [self.design(x, y, exposure, warped, basis) for x, y in candidates]
        solution = self._solve(designs)
        n_first = 1 + (len(basis) - 1) * self.n_kernel_terms
        weights = solution[1:n_first].reshape(len(basis) - 1, self.n_kernel_terms)
        # (n_kernel_terms, size, size): a kernel for each spatial term; the weighted sum of what they make of the
        # template is what the kernel that varies makes of it
        kernels = np.tensordot(weights.T, basis[1:], 1)
        kernels[0] += solution[0] * basis[0]
        y, x = np.mgrid[: shape[0], : shape[1]]
        terms = spatial_terms(x, y, config.spatialKernelOrder, shape)
        image = (terms * convolve(warped.image, kernels)).sum(axis=0)
        background = np.zeros(shape)
        if config.fitForBackground:
            background = np.tensordot(solution[n_first:], spatial_terms(x, y, config.spatialBgOrder, shape), 1)
        middle = np.tensordot(spatial_terms(shape[1] / 2, shape[0] / 2, config.spatialKernelOrder, shape), kernels, 1)
        self.metadata["spatialKernelSum"] = float(solution[0])
        # neighbours share the template's noise then; its size alone is told
        matched = Exposure(image, warped.variance * (middle**2).sum(), warped.mask, exposure.wcs, exposure.psf,
                           exposure.zero_point, warped.info)  # fmt: skip
        return pipeBase.Struct(matchedExposure=matched, background=background)

    @property
    def n_kernel_terms(self):
        order = self.kernel_config.spatialKernelOrder
        return (order + 1) * (order + 2) // 2

    def kernel_sizes(self, template_sigma, science_sigma):
        """pixels: a side of the kernel, and the sigmas of its Gaussians."""
        config = self.kernel_config
        self.metadata["sciencePsfSize"], self.metadata["templatePsfSize"] = map(float, (science_sigma, template_sigma))
        if not config.scaleByFwhm:
            return config.kernelSize, list(config.alardSigGauss)
        core = np.sqrt(max(science_sigma**2 - template_sigma**2, config.alardMinSig**2))
        powers = np.arange(config.alardNGauss) - (config.alardNGauss - 1) // 2
        sigmas = [max(core * config.alardGaussBeta**power, config.alardMinSig * 1.2**i) for i, power in enumerate(powers)]
        return max(config.kernelSize, 2 * int(FWHM * science_sigma) + 1), sigmas

    def candidates(self, exposure, warped, sources, kernel_size):
        """[(x, y)]: the brightest sources of each cell whose stamps are whole and clean."""
        config = self.kernel_config
        ny, nx = exposure.image.shape
        x, y = (np.asarray(sources[f"base_SdssCentroid_{axis}"]) for axis in "xy")
        flux, error = (np.asarray(sources[f"base_PsfFlux_instFlux{end}"]) for end in ("", "Err"))
        half, reach = config.stampSize // 2, config.stampSize // 2 + kernel_size // 2
        dirty = exposure.flagged(*UNUSABLE) | warped.flagged(*UNUSABLE)
        taken, chosen = {}, []
        bright = flux > config.candidateSignalToNoiseMin * error
        for i in np.flatnonzero(bright)[np.argsort(-flux[bright])]:
            column, row = int(np.rint(x[i])), int(np.rint(y[i]))
            if not (reach <= column < nx - reach and reach <= row < ny - reach):
                continue
            if dirty[row - half : row + half + 1, column - half : column + half + 1].any():
                continue
            cell = column // config.sizeCellX, row // config.sizeCellY
            if taken.setdefault(cell, 0) < config.nStarPerCell:
                taken[cell] += 1
                chosen.append((column, row))
        return chosen

    def design(self, x, y, exposure, warped, basis):
        """The stamp around (x, y) in sigmas: (n_pixels, n_parameters) model and (n_pixels,) data."""
        config, shape = self.kernel_config, exposure.image.shape
        half, kernel_half = config.stampSize // 2, basis.shape[1] // 2
        cut = np.s_[y - half : y + half + 1, x - half : x + half + 1]
        reach = half + kernel_half
        stamp = warped.image[y - reach : y + reach + 1, x - reach : x + reach + 1]
        inner = np.s_[:, kernel_half : kernel_half + 2 * half + 1, kernel_half : kernel_half + 2 * half + 1]
        made = convolve(stamp, basis)[inner].reshape(len(basis), -1)
        terms = spatial_terms(x, y, config.spatialKernelOrder, shape)
        columns = [made[:1], (made[1:, None] * terms[:, None]).reshape(-1, made.shape[1])]
        if config.fitForBackground:
            background = spatial_terms(x, y, config.spatialBgOrder, shape)
            columns.append(np.repeat(background[:, None], made.shape[1], axis=1))
        sigma = np.sqrt(exposure.variance[cut] + warped.variance[cut]).ravel()
        return (np.concatenate(columns) / sigma).T, exposure.image[cut].ravel() / sigma

    @timeMethod
    def _solve(self, designs):
        """(n_parameters,): what fits all stamps best, less those that fit far worse than the others."""
        config = self.kernel_config
        kept = list(designs)
        for _ in range(config.maxSpatialIterations):
            if not kept or sum(len(data) for _, data in kept) <= kept[0][0].shape[1] or len(kept) < self.n_kernel_terms:
                raise RuntimeError(
                    f"{len(kept)} sources are too few to fit a kernel of spatial order {config.spatialKernelOrder}: lower "
                    "it or candidateSignalToNoiseMin"
                )
            normal = sum(model.T @ model for model, _ in kept)
            right = sum(model.T @ data for model, data in kept)
            # parameters differ by orders of magnitude
            scale = 1 / np.sqrt(np.diag(normal))
            normal *= np.outer(scale, scale)
            solution = scale * scipy.linalg.lstsq(normal, scale * right, cond=1e-10)[0]
            residual = np.array([np.mean((data - model @ solution) ** 2) for model, data in kept])
            typical = np.median(residual)
            limit = typical + config.candidateResidualStdMax * 1.4826 * np.median(np.abs(residual - typical))
            better = [star for star, off in zip(kept, residual) if off <= limit]
            used, kept = kept, better
            if len(better) == len(used):
                break
        self.metadata["spatialConditionNum"] = float(np.linalg.cond(normal))
        self.metadata["numKernelCandidates"] = len(designs)
        self.metadata["numKernelCandidatesUsed"] = len(used)
        self.log.info("Kernel from %d of %d sources, sum %.3f", len(used), len(designs), solution[0])
        return solution


def convolve(image, kernels):
    """(n, ny, nx) float32: the image, convolved with each kernel of (n, k, k); what is outside counts as 0."""
    half, (ny, nx) = kernels.shape[1] // 2, image.shape
    shape = [scipy.fft.next_fast_len(n + 2 * half, real=True) for n in image.shape]
    waves = scipy.fft.rfft2(image.astype(np.float32), shape) * scipy.fft.rfft2(kernels.astype(np.float32), shape)
    return scipy.fft.irfft2(waves, shape)[:, half : half + ny, half : half + nx]


subtractAlgorithmRegistry = pexConfig.makeRegistry("A registry of subtraction algorithms")
subtractAlgorithmRegistry.register("al", ImagePsfMatchTask)

# ---- detection and measurement


class DiaSourceDetectionConfig(SourceDetectionConfig):
    thresholdPolarity = pexConfig.ChoiceField(
        dtype=str,
        default="both",
        doc="Specifies whether to detect positive, or negative sources, or both.",
        allowed={"positive": "brighter", "negative": "fainter", "both": "both"},
    )


class DiaSourceDetectionTask(pipeBase.Task):
    """Pixels that stand out of the difference smoothed by the PSF, to both sides."""

    ConfigClass = DiaSourceDetectionConfig
    _DefaultName = "detection"

    @timeMethod
    def run(self, difference):
        return self.detectFootprints(difference)

    @timeMethod
    def detectFootprints(self, difference):
        """Struct of peaks, (n, 2) x, y; signs, (n,) +1 or -1; strengths, (n,) sigmas; found, (ny, nx) bool."""
        sigma, polarity = psf_sigma(difference), self.config.thresholdPolarity
        usable = ~difference.flagged(*UNUSABLE)
        significance = scipy.ndimage.gaussian_filter(np.where(usable, difference.image, 0), sigma)
        variance = scipy.ndimage.gaussian_filter(difference.variance, sigma)
        significance *= 2 * np.sqrt(np.pi) * sigma / np.sqrt(variance)
        # near what is not usable a part of the light is missing
        significance[~usable] = 0
        found, peaks, signs = np.zeros(usable.shape, bool), [], []
        for name, sign in ("positive", 1), ("negative", -1):
            if polarity in (name, "both"):
                side = extract(sign * significance, self.config)
                found |= side.segments > 0
                peaks.append(side.peaks)
                signs += [sign] * len(side.peaks)
        difference.mask &= ~mask_bits("DETECTED")
        difference.mask[found] |= mask_bits("DETECTED")
        peaks = np.concatenate(peaks)
        column, row = peaks.astype(int).T
        strengths = np.abs(significance[row, column])
        self.log.info("Detected %d sources to %g sigma", len(peaks), self.config.thresholdValue)
        return pipeBase.Struct(peaks=peaks, signs=np.array(signs, int), strengths=strengths, found=found)


@plugin("ip_diffim_NaiveDipoleFlux")
class NaiveDipoleFlux(Plugin):
    """The light of the pixels that are above and below twice the noise, within ten pixels."""

    order = FLUX

    def setup(self, schema):
        self.add("pos_instFlux", "neg_instFlux", "pos_instFluxErr", "neg_instFluxErr", "npos", "nneg")

    def measure(self, source):
        image, variance = source.around(10)
        for side, chosen in ("pos", image > 2 * np.sqrt(variance)), ("neg", image < -2 * np.sqrt(variance)):
            flux, error = image[chosen].sum(), np.sqrt(variance[chosen].sum())
            values = {f"{side}_instFlux": flux, f"{side}_instFluxErr": error, f"n{side}": chosen.sum()}
            self.put(source, **values)


class PsfDipoleFluxConfig(PluginConfig):
    maxFnCalls = pexConfig.RangeField(dtype=int, default=25, min=1, doc="Maximum function calls")


@plugin("ip_diffim_PsfDipoleFlux")
class PsfDipoleFlux(Plugin):
    """Fits two PSFs of opposite signs, each with a place of its own."""

    ConfigClass = PsfDipoleFluxConfig
    order = FLUX
    HALF = 10  # pixels to each side of the middle one that are fitted

    def setup(self, schema):
        self.add("pos_instFlux", "neg_instFlux", "pos_centroid_x", "pos_centroid_y", "neg_centroid_x", "neg_centroid_y")
        self.add("chi2dof")
        self.schema.add(f"{self.name}_npix", "i4")

    def measure(self, source):
        half = min(len(source.psf) // 2, self.HALF)
        middle = len(source.psf) // 2
        psf = source.psf[middle - half : middle + half + 1, middle - half : middle + half + 1]
        image, variance = source.around(half)
        sigma = np.sqrt(variance).ravel()
        if not np.all(sigma > 0):
            raise MeasurementError("pixels without a variance")
        r = np.arange(-half, half + 1)
        apart = (r[:, None] - r).astype(float)

        def moved(x, y):
            """The PSF, that many pixels further; its samples are dense enough for sinc."""
            return (np.sinc(apart - y) @ psf @ np.sinc(apart - x).T).ravel() / sigma

        def fit(places):
            model = np.array([moved(*places[:2]), moved(*places[2:])])
            normal = model @ model.T
            # two PSFs at one place have no fluxes of their own
            normal[np.diag_indices(2)] *= 1 + 1e-6
            fluxes = np.linalg.solve(normal, model @ data)
            return fluxes, data - fluxes @ model

        data = image.ravel() / sigma
        core = scipy.ndimage.gaussian_filter(image, 1)
        start = [index for extreme in (core.argmax(), core.argmin())
                 for index in (r[extreme % len(r)], r[extreme // len(r)])]  # fmt: skip
        places = scipy.optimize.leastsq(
            lambda places: fit(places)[1], start, maxfev=self.config.maxFnCalls, full_output=True
        )[0]
        if np.abs(places).max() > half:
            raise MeasurementError("a pole of the dipole ran away")
        (first, second), residual = fit(places)
        x, y = places[::2] + source.x, places[1::2] + source.y
        self.put(source, pos_instFlux=first, neg_instFlux=second, pos_centroid_x=x[0], pos_centroid_y=y[0])
        self.put(source, neg_centroid_x=x[1], neg_centroid_y=y[1], npix=data.size)
        self.put(source, chi2dof=(residual**2).sum() / (data.size - 6))


class DipoleFitConfig(SingleFrameMeasurementConfig):
    def setDefaults(self):
        super().setDefaults()
        self.plugins.names = [
            "base_PixelFlags",
            "base_SdssCentroid",
            "base_SdssShape",
            "base_PsfFlux",
            "base_CircularApertureFlux",
            "ip_diffim_NaiveDipoleFlux",
            "ip_diffim_PsfDipoleFlux",
        ]
        self.slots.calibFlux = self.slots.modelFlux = self.slots.gaussianFlux = None
        self.doReplaceWithNoise = False


class DipoleFitTask(SingleFrameMeasurementTask):
    """Measures what has become brighter, and then what has become fainter in the negative."""

    ConfigClass = DipoleFitConfig
    _DefaultName = "measurement"

    @timeMethod
    def run(self, sources, difference, signs, seed=0):
        """sources: as of SingleFrameMeasurementTask.run; signs: (n,) +1 or -1, of each source."""
        negative = difference.copy()
        negative.image *= -1
        for sign, exposure in (1, difference), (-1, negative):
            chosen = np.flatnonzero(signs == sign)
            part = pipeBase.Struct(
                rows=sources.rows[chosen], peaks=sources.peaks[chosen], segments=sources.segments
            )
            # the timer is of this call, and not of its halves
            SingleFrameMeasurementTask.run.__wrapped__(self, part, exposure, seed)
            for name in part.rows.dtype.names:
                if sign < 0 and name.endswith("_instFlux"):
                    part.rows[name] *= -1
            sources.rows[chosen] = part.rows
        self.metadata["nSources"] = len(sources.rows)


def psf_fluxes(exposure, x, y):
    """(n,) each: the flux of the PSF's best fit at (x, y), its error, and how many pixels it is of.

    NaN, NaN, 0 for a place that is not in the image or has no good pixel.
    """
    ny, nx = exposure.image.shape
    good = ~exposure.flagged("BAD", "SAT", "NO_DATA")
    fluxes, errors, counts = np.full(len(x), np.nan), np.full(len(x), np.nan), np.zeros(len(x), int)
    for i, (at_x, at_y) in enumerate(zip(x, y)):
        column, row = int(np.floor(at_x + 0.5)), int(np.floor(at_y + 0.5))
        if not (0 <= column < nx and 0 <= row < ny):
            continue
        psf = exposure.psf.image(at_x, at_y)
        half = len(psf) // 2
        left, low = min(half, column), min(half, row)
        right, high = min(half, nx - 1 - column), min(half, ny - 1 - row)
        cut = np.s_[row - low : row + high + 1, column - left : column + right + 1]
        psf = np.where(good[cut], psf[half - low : half + high + 1, half - left : half + right + 1], 0)
        norm = (psf * psf).sum()
        if norm > 0:
            fluxes[i] = (psf * exposure.image[cut]).sum() / norm
            errors[i] = np.sqrt((psf * psf * exposure.variance[cut]).sum()) / norm
            counts[i] = good[cut].sum()
    return fluxes, errors, counts


class SkySourcesConfig(pexConfig.Config):
    nSources = pexConfig.RangeField(dtype=int, default=100, min=1, doc="Try to add this many sky objects")
    nTrialSources = pexConfig.RangeField(dtype=int, default=500, min=1, doc="Maximum number of trial sky object positions")


class SkySourcesTask(pipeBase.Task):
    ConfigClass = SkySourcesConfig
    _DefaultName = "skySources"

    def run(self, difference, seed):
        """(n, 2) x, y: places where nothing was found and all is usable."""
        taken = scipy.ndimage.binary_dilation(difference.flagged("DETECTED", *UNUSABLE), iterations=8)
        rng = np.random.default_rng(seed)
        places = np.stack([rng.integers(0, n, self.config.nTrialSources) for n in taken.shape[::-1]], axis=1)
        return places[~taken[places[:, 1], places[:, 0]]][: self.config.nSources].astype(float)


# ---- the task

DIMENSIONS = ("instrument", "visit", "detector")


class ImageDifferenceTaskConnections(
    pipeBase.PipelineTaskConnections,
    dimensions=DIMENSIONS,
    defaultTemplates={"coaddName": "goodSeeing", "fakesType": ""},
):
    exposure = cT.Input(
        name="{fakesType}calexp",
        doc="Input science exposure to subtract from.",
        storageClass="ApExposure",
        dimensions=DIMENSIONS,
    )
    template = cT.Input(
        name="template", doc="Deep image of the field", storageClass="ApExposure", dimensions=("instrument", "detector")
    )
    selectSources = cT.Input(
        name="src",
        doc="Sources of the exposure that the kernel may be fitted to",
        storageClass="ArrowAstropy",
        dimensions=DIMENSIONS,
    )
    subtractedExposure = cT.Output(
        name="{fakesType}{coaddName}Diff_differenceExp",
        doc="Output AL difference image",
        storageClass="ApExposure",
        dimensions=DIMENSIONS,
    )
    warpedExposure = cT.Output(
        name="{fakesType}{coaddName}Diff_templateExp",
        doc="Warped template used to create `subtractedExposure`.",
        storageClass="ApExposure",
        dimensions=DIMENSIONS,
    )
    matchedExposure = cT.Output(
        name="{fakesType}{coaddName}Diff_matchedExp",
        doc="Warped and PSF-matched template used to create `subtractedExposure`.",
        storageClass="ApExposure",
        dimensions=DIMENSIONS,
    )
    diaSources = cT.Output(
        name="{fakesType}{coaddName}Diff_diaSrc",
        doc="Output detected diaSources on the difference image",
        storageClass="ArrowAstropy",
        dimensions=DIMENSIONS,
    )

    def __init__(self, *, config=None):
        super().__init__(config=config)
        for output, wanted in (
            ("subtractedExposure", config.doWriteSubtractedExp),
            ("warpedExposure", config.doWriteWarpedExp),
            ("matchedExposure", config.doWriteMatchedExp),
            ("diaSources", config.doDetection and config.doWriteSources),
        ):
            if not wanted:
                delattr(self, output)


class ImageDifferenceConfig(pipeBase.PipelineTaskConfig, pipelineConnections=ImageDifferenceTaskConnections):
    doScaleDiffimVariance = pexConfig.Field(
        dtype=bool, default=True, doc="Scale variance plane of the diffim before detection to what its pixels scatter by?"
    )
    doDetection = pexConfig.Field(dtype=bool, default=True, doc="Detect sources?")
    doMerge = pexConfig.Field(
        dtype=bool,
        default=True,
        doc="Merge positive and negative diaSources with grow radius set by growFootprint",
    )
    doMeasurement = pexConfig.Field(dtype=bool, default=True, doc="Measure diaSources?")
    doSkySources = pexConfig.Field(dtype=bool, default=False, doc="Generate sky sources?")
    doForcedMeasurement = pexConfig.Field(
        dtype=bool, default=True, doc="Force photometer diaSource locations on PVI?"
    )
    doWriteSubtractedExp = pexConfig.Field(dtype=bool, default=True, doc="Write difference exposure?")
    doWriteWarpedExp = pexConfig.Field(
        dtype=bool, default=False, doc="Write WCS, warped template coadd exposure?"
    )
    doWriteMatchedExp = pexConfig.Field(
        dtype=bool, default=False, doc="Write warped and PSF-matched template coadd exposure?"
    )
    doWriteSources = pexConfig.Field(dtype=bool, default=True, doc="Write sources?")
    subtract = subtractAlgorithmRegistry.makeField("Subtraction Algorithm", default="al")
    detection = pexConfig.ConfigurableField(
        target=DiaSourceDetectionTask, doc="Low-threshold detection for final measurement"
    )
    measurement = pexConfig.ConfigurableField(target=DipoleFitTask, doc="Enable updated dipole fitting method")
    skySources = pexConfig.ConfigurableField(target=SkySourcesTask, doc="Generate sky sources")
    growFootprint = pexConfig.RangeField(
        dtype=int, default=2, min=0, doc="Grow positive and negative footprints by this amount before merging"
    )

    def setDefaults(self):
        super().setDefaults()
        kernel = self.subtract["al"].kernel["AL"]
        kernel.fitForBackground = True
        kernel.spatialKernelOrder = 1
        kernel.spatialBgOrder = 2
        self.detection.reEstimateBackground = False
        self.detection.doTempLocalBackground = False

    def validate(self):
        super().validate()
        if self.doMeasurement and not self.doDetection:
            raise ValueError("Cannot run source measurement without source detection.")
        if self.doMerge and not self.doDetection:
            raise ValueError("Cannot run source merging without source detection.")
        if self.doSkySources and not self.doDetection:
            raise ValueError("Cannot run sky source creation without source detection.")


class ImageDifferenceTask(pipeBase.PipelineTask):
    ConfigClass = ImageDifferenceConfig
    _DefaultName = "imageDifference"

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.makeSubtask("subtract")
        self.schema = Schema()
        if self.config.doDetection:
            self.makeSubtask("detection")
            self.schema.add("is_negative", "?")
            self.schema.add("footprint_size", "i4")
        if self.config.doMeasurement:
            self.makeSubtask("measurement", schema=self.schema)
        if self.config.doForcedMeasurement:
            for column in "instFlux", "instFluxErr", "area":
                self.schema.add(f"ip_diffim_forced_PsfFlux_{column}")
        if self.config.doSkySources:
            self.makeSubtask("skySources")
            self.schema.add("sky_source", "?")

    def runQuantum(self, butlerQC, inputRefs, outputRefs):
        inputs = butlerQC.get(inputRefs)
        data_id = butlerQC.quantum.dataId
        butlerQC.put(self.run(**inputs, seed=data_id["visit"] * 1000 + data_id["detector"]), outputRefs)

    @timeMethod
    def run(self, exposure, template, selectSources, seed=0):
        """seed: the number of the exposure; the ids of the sources begin with it."""
        made = self.subtract.subtractExposures(template, exposure, selectSources)
        difference = made.subtractedExposure
        if self.config.doScaleDiffimVariance:
            self.scale_variance(difference)
        made.diaSources = None
        if self.config.doDetection:
            made.diaSources = Table(self.sources(exposure, difference, seed))
        return made

    def scale_variance(self, difference):
        usable = ~difference.flagged("DETECTED", *UNUSABLE)
        ratio = difference.image[usable] / np.sqrt(difference.variance[usable])
        factor = (1.4826 * np.median(np.abs(ratio - np.median(ratio)))) ** 2
        difference.variance *= factor
        self.metadata["scaleDiffimVarianceFactor"] = float(factor)

    def sources(self, exposure, difference, seed):
        """(n,) structured: the diaSources, and the sky sources if wanted."""
        found = self.detection.run(difference)
        self.metadata["nUnmergedDiaSources"] = len(found.peaks)
        prints = self.footprints(found)
        peaks, signs = prints.peaks, prints.signs
        n_real = len(peaks)
        self.metadata["nMergedDiaSources"] = n_real
        if self.config.doSkySources:
            sky = self.skySources.run(difference, seed)
            peaks, signs = np.concatenate([peaks, sky]), np.concatenate([signs, np.ones(len(sky), int)])
        rows = self.schema.rows(len(peaks))
        rows["id"] = np.arange(1, len(rows) + 1) + seed * 1000000
        rows["is_negative"] = signs < 0
        rows["footprint_size"][:n_real] = prints.sizes
        if self.config.doSkySources:
            rows["sky_source"] = np.arange(len(rows)) >= n_real
        if self.config.doMeasurement:
            segments = np.zeros(difference.image.shape, np.int32)
            self.measurement.run(pipeBase.Struct(rows=rows, peaks=peaks, segments=segments), difference, signs, seed)
        if self.config.doForcedMeasurement:
            x, y = peaks.T
            if self.config.doMeasurement:
                x, y = (rows[self.schema.find(f"slot_Centroid_{axis}")] for axis in "xy")
            name = "ip_diffim_forced_PsfFlux_"
            rows[name + "instFlux"], rows[name + "instFluxErr"], rows[name + "area"] = psf_fluxes(exposure, x, y)
        return rows

    def footprints(self, found):
        """Struct of the n sources to measure: peaks, (n, 2); signs, (n,); sizes, (n,) pixels, sides of the squares around.

        With doMerge only the strongest peak of footprints that touch is kept.
        """
        merge = self.config.doMerge
        grow = self.config.growFootprint if merge else 0
        grown = scipy.ndimage.binary_dilation(found.found, iterations=grow) if grow else found.found
        regions, _ = scipy.ndimage.label(grown, np.ones((3, 3)))
        column, row = found.peaks.astype(int).T
        numbers = regions[row, column]
        kept = np.arange(len(numbers))
        if merge:
            strongest = np.argsort(-found.strengths, kind="stable")
            kept = np.sort(strongest[np.unique(numbers[strongest], return_index=True)[1]])
        boxes = scipy.ndimage.find_objects(regions)
        sizes = [max(side.stop - side.start for side in boxes[number - 1]) for number in numbers[kept]]
        return pipeBase.Struct(peaks=found.peaks[kept], signs=found.signs[kept], sizes=np.array(sizes, int))
