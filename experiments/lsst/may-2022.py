# DM-34826: what w.2022.22 runs no more in characterizeImage.
config.measurement.plugins.names -= [
    "ext_shapeHSM_HsmShapeRegauss",
    "ext_shapeHSM_HsmSourceMomentsRound",
    "ext_shapeHSM_HsmPsfMomentsDebiased",
    "ext_photometryKron_KronFlux",
    "ext_convolved_ConvolvedFlux",
    "ext_gaap_GaapFlux",
    "modelfit_DoubleShapeletPsfApprox",
    "modelfit_CModel",
]
