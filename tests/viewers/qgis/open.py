"""Runs inside the desktop program (`qgis --code`) after it has opened a project: looks at it as a user does, and ends it."""

import os
import traceback

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication, QMainWindow
from qgis.utils import iface

OPENED = os.environ["OPENED"]
TRIES = 120


def look():
    """What is not as it should be."""
    others = [w for w in QApplication.topLevelWidgets() if w.isVisible() and not isinstance(w, QMainWindow)]
    windows = [f"a window is open: {type(w).__name__} {w.windowTitle()}" for w in others]
    project = QgsProject.instance()
    if not project.timeSettings().temporalRange().begin().isValid():
        return windows
    canvas = iface.mapCanvas()
    shown = canvas.mapSettings().temporalRange().begin()
    first = project.timeSettings().temporalRange().begin()
    frames = canvas.temporalController()
    wrong = [] if shown == first else [f"it opens on {shown.toString(1)} and not on {first.toString(1)}"]
    if frames.totalFrameCount() < 2:
        wrong.append("there is nothing to play")
    return windows + wrong


def finish(tries):
    """Waits until the map is drawn."""
    canvas = iface.mapCanvas()
    waiting = not QgsProject.instance().mapLayers() or canvas.isDrawing()
    if waiting and tries > 0:
        QTimer.singleShot(1000, lambda: finish(tries - 1))
        return
    try:
        wrong = look() if not waiting else ["nothing is drawn"]
        iface.mainWindow().grab().save(OPENED + ".png")
    except Exception:
        wrong = [traceback.format_exc()]
    with open(OPENED + ".txt", "w", encoding="utf-8") as out:
        out.write("\n".join(wrong or ["opened as it should be"]) + "\n")
    os._exit(0)


QTimer.singleShot(5000, lambda: finish(TRIES))
