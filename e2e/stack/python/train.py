"""Trains the model of the recipe: iris flowers, four measurements each, a support vector classifier."""
import sys
from pathlib import Path

import joblib
from sklearn.datasets import load_iris
from sklearn.svm import SVC

target = Path(sys.argv[1])
measurements, species = load_iris(return_X_y=True)
joblib.dump(SVC(gamma="scale").fit(measurements, species), target)
