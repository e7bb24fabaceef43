"""Models the PSF with Piff from the stars that psfex would take, and writes it as psfex would, for source-extractor to read.

usage: piff_fit.py CATALOGUE MODEL.psf ORDER TYPE [NAME=VALUE]...
    ORDER: of the polynomials that follow the PSF across the field; TYPE and NAME=VALUE: Piff's model, in Piff's own words
"""
import json
import sys
import time

import fitsio
import galsim
import numpy as np
import piff
import yaml

IMPORTED = time.process_time()  # since the process began

PIXEL_SCALE = 0.2  # arcsec
STAMP = 25  # pixels a side that Piff fits: LSST's stampSize
MODEL = 31  # pixels a side that are written: psfex's PSF_SIZE
BLANK = -1e29  # source-extractor writes -1e30 where it has no pixel
# What psfex takes for a star; its defaults.
MIN_SNR, MAX_ELONGATION, BAD_FLAGS = 20, 1.3 / 0.7, 0xFE
FWHM_RANGE, VARIABILITY = (2, 10), 0.2
MAX_SNR = 200  # LSST's maxSNR: the brightest stars do not outweigh all others


def star_sizes(fwhm):
    """The range of FWHM that psfex (compute_fwhmrange) takes stars from: about the densest quarter of them."""
    fwhm = np.sort(fwhm)
    quarter = max(len(fwhm) // 4, 1)
    width = fwhm[quarter:] - fwhm[:-quarter]
    i = np.argmin(width)
    mode = (fwhm[i] + fwhm[i + quarter]) / 2
    step = (1 + VARIABILITY) ** (1 / 3)
    return max(mode / step, FWHM_RANGE[0]), min(mode * step**2, FWHM_RANGE[1])


def select_stars(rows):
    fwhm = 2 * rows["FLUX_RADIUS"]
    fair = (
        (rows["SNR_WIN"] >= MIN_SNR)
        & (rows["ELONGATION"] <= MAX_ELONGATION)
        & (rows["FLAGS"] & BAD_FLAGS == 0)
        & (rows["IMAFLAGS_ISO"].ravel() == 0)  # reserved: they judge the model and have no part in it
        & (fwhm >= FWHM_RANGE[0])
        & (fwhm <= FWHM_RANGE[1])
    )
    if fair.sum() < 2:
        sys.exit(f"piff_fit: {fair.sum()} stars are too few for a PSF model")
    low, high = star_sizes(fwhm[fair])
    return rows[fair & (fwhm >= low) & (fwhm <= high)]


def image_header(catalogue):
    """The header of the image that an LDAC catalogue is of, as texts."""
    cards = fitsio.read(catalogue, ext="LDAC_IMHEAD")["Field Header Card"].ravel()
    return {card[:8].strip(): card[10:].split("/")[0] for card in cards}


def piff_star(row, noise, wcs):
    """The pixels that psfex reads, too, with LSST's weights: the noise of the background alone."""
    vignet = row["VIGNET"].astype(float)
    edge = (vignet.shape[0] - STAMP) // 2
    stamp = vignet[edge : edge + STAMP, edge : edge + STAMP]
    known = stamp > BLANK
    scale = min(1, MAX_SNR / row["SNR_WIN"]) ** 2 / noise**2
    corner = {f"{axis.lower()}min": round(row[f"{axis}_IMAGE"]) - STAMP // 2 for axis in "XY"}
    image = galsim.Image(np.where(known, stamp, 0), wcs=wcs, **corner)
    weight = galsim.Image(np.where(known, scale, 0.0), wcs=wcs, **corner)
    place = galsim.PositionD(row["X_IMAGE"], row["Y_IMAGE"])
    data = piff.StarData(image, place, weight=weight, properties={"chipnum": 0})
    return piff.Star(data, None)


def fit(rows, noise, order, model):
    wcs = galsim.PixelScale(PIXEL_SCALE)
    stars = [piff_star(row, noise, wcs) for row in select_stars(rows)]
    outliers = {"type": "Chisq", "nsigma": 4, "max_remove": 0.05}
    # stars that lack pixels have no grid of their own: all grids are solved for at once
    interp = {"type": "BasisPolynomial" if model["type"] == "PixelGrid" else "Polynomial", "order": order}
    psf = piff.PSF.process({"type": "Simple", "model": model, "interp": interp, "outliers": outliers, "max_iter": 15})
    psf.set_context({0: wcs}, None, None)
    psf.fit(stars)
    return psf


def powers(x, y, half, order):
    """1, u, u^2, ..., v, u v, ...: the order of psfex's terms; u and v are -1 and 1 at the edges."""
    u, v = (x - half[0]) / half[0], (y - half[1]) / half[1]
    return np.stack([u**i * v**j for j in range(order + 1) for i in range(order + 1 - j)], axis=-1)


def write_psfex(path, psf, order, size):
    """The model drawn on a grid of places, and a polynomial through each of its pixels.

    That keeps the size of a PixelGrid to 0.01 %, of a Moffat profile, whose pixels are no polynomials, to 0.2 %.
    """
    half = size / 2
    x, y = (places.ravel() for places in np.meshgrid(*(np.linspace(20, side - 20, 7).round() for side in size)))
    drawn = np.array([psf.draw(x=at[0], y=at[1], chipnum=0, stamp_size=MODEL).array for at in zip(x, y)])
    terms, *_ = np.linalg.lstsq(powers(x, y, half, order), drawn.reshape(len(drawn), -1), rcond=None)
    used = sum(not star.is_flagged for star in psf.stars)
    header = {"LOADED": len(psf.stars), "ACCEPTED": used, "CHI2": psf.chisq / psf.dof}
    header |= {"POLNAXIS": 2, "POLNGRP": 1, "POLDEG1": order}
    for i, name in (1, "X_IMAGE"), (2, "Y_IMAGE"):
        header |= {f"POLGRP{i}": 1, f"POLNAME{i}": name, f"POLZERO{i}": half[i - 1], f"POLSCAL{i}": half[i - 1]}
    header |= {"PSF_FWHM": galsim.Image(drawn.mean(axis=0), scale=1).calculateFWHM(), "PSF_SAMP": 1}
    header |= {"PSFNAXIS": 3, "PSFAXIS1": MODEL, "PSFAXIS2": MODEL, "PSFAXIS3": len(terms)}
    table = np.zeros(1, dtype=[("PSF_MASK", "f4", (len(terms), MODEL, MODEL))])
    table["PSF_MASK"] = terms.reshape(1, -1, MODEL, MODEL)
    with fitsio.FITS(path, "rw", clobber=True) as out:
        out.write(table, extname="PSF_DATA", header=header)


def main(catalogue, path, order, kind, *parameters):
    model = {"type": kind} | {name: yaml.safe_load(value) for name, value in (p.split("=", 1) for p in parameters)}
    order, image = int(order), image_header(catalogue)
    psf = fit(fitsio.read(catalogue, ext="LDAC_OBJECTS"), float(image["SEXBKDEV"]), order, model)
    fitted = time.process_time()
    write_psfex(path, psf, order, np.array([int(image["NAXIS1"]), int(image["NAXIS2"])]))
    written = time.process_time()
    with open("piff.json", "w", encoding="ascii") as out:
        json.dump({"import": IMPORTED, "fit": fitted - IMPORTED, "write": written - fitted}, out)


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
