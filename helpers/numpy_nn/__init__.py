"""Multilayer perceptrons in NumPy alone: layers, losses, optimisers and training, for one network or many at once."""

from helpers.numpy_nn.activations import Activation, Identity, LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from helpers.numpy_nn.callbacks import Callback, EarlyStop, Evaluate, UpdateRatios
from helpers.numpy_nn.dense import Dense
from helpers.numpy_nn.gradient_check import check_gradient
from helpers.numpy_nn.history import History, Record, Run
from helpers.numpy_nn.initialisers import glorot_uniform, he_normal, scaled_normal, standard_normal
from helpers.numpy_nn.losses import SoftmaxCrossEntropy, SquaredError
from helpers.numpy_nn.network import Network, make_network, stack_networks
from helpers.numpy_nn.optimiser import Optimiser
from helpers.numpy_nn.optimisers import SGD, Adadelta, AdaGrad, Adam, Momentum, Nesterov, RMSProp
from helpers.numpy_nn.saving import load_network, save_network
from helpers.numpy_nn.training import train

__all__ = [
    "SGD",
    "Activation",
    "AdaGrad",
    "Adadelta",
    "Adam",
    "Callback",
    "Dense",
    "EarlyStop",
    "Evaluate",
    "History",
    "Identity",
    "LeakyReLU",
    "Momentum",
    "Nesterov",
    "Network",
    "Optimiser",
    "RMSProp",
    "ReLU",
    "Record",
    "Run",
    "Sigmoid",
    "Softmax",
    "SoftmaxCrossEntropy",
    "SquaredError",
    "Tanh",
    "UpdateRatios",
    "check_gradient",
    "glorot_uniform",
    "he_normal",
    "load_network",
    "make_network",
    "save_network",
    "scaled_normal",
    "stack_networks",
    "standard_normal",
    "train",
]
