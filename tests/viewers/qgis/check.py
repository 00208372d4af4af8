"""Reads maps in QGIS as the desktop program does: `check.py MAPS PICTURES`. Prints what is wrong, and fails if anything is."""

import datetime
import html.parser
import json
import os
import pathlib
import shutil
import sys
import tempfile
import zipfile

from qgis.core import (
    QgsApplication,
    QgsDateTimeRange,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeatureRequest,
    QgsInterval,
    QgsLayerDefinition,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsTemporalNavigationObject,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerTemporalContext,
)
from qgis.PyQt.QtCore import QSize, QVariant

# In full, since QGIS goes to the folder of each project that it reads.
MAPS, PICTURES = (pathlib.Path(name).resolve() for name in sys.argv[1:3])
WRONG = []


def check(fact, *words):
    """Notes what should be true and is not."""
    if not fact:
        WRONG.append(" ".join(map(str, words)))


# What columns hold in every layer of events, whatever is in them.
DATES = ["event_date", "event_date_end"]
INTEGERS = ["time_precision", "geo_precision", "uncertainty_m", "n_reports", "n_sources"]


def check_fields(file):
    """The types of the columns, for QGIS."""
    layer = QgsVectorLayer(str(file), file.stem, "ogr")
    check(layer.isValid(), file, "cannot be opened")
    types = {field.name(): field.type() for field in layer.fields()}
    of_type = [(DATES, QVariant.Date), (INTEGERS, QVariant.Int)]
    for name, wanted in [(name, wanted) for names, wanted in of_type for name in names]:
        check(types.get(name) == wanted, file, name, "is", QVariant.typeToName(types.get(name, 0)))


def opened(file):
    """The project of a file, opened."""
    project = QgsProject.instance()
    project.clear()
    check(project.read(str(file)), file, "cannot be read:", project.error())
    check(project.count() > 0, file, "has no layers")
    for layer in project.mapLayers().values():
        check(layer.isValid(), file, "layer", layer.name(), "is not valid")
        check(layer.featureCount() > 0, file, "layer", layer.name(), "has no features")
        found = pathlib.Path(layer.source().split("|")[0]).resolve()
        check(found.is_relative_to(file.parent.resolve()), file, "layer", layer.name(), "comes from", found)
    nodes = project.layerTreeRoot().findLayers()
    check(all(node.layer() for node in nodes), file, "the tree names layers that are not there")
    return project


def check_tree(file, project):
    """The groups and layers, and what is shown of them."""
    root = project.layerTreeRoot()
    group = root.findGroup("By date")
    check(group, file, "has no group «By date»")
    names = [node.name() for node in group.findLayers()]
    layers = sorted(path.stem for path in (file.parent / "layers").glob("*.geojson"))
    check(names == layers, file, "has the dates", names, "and not", layers)
    check(group.isMutuallyExclusive(), file, "dates are not mutually exclusive")
    check(not group.isVisible(), file, "dates are shown at first")
    shown = [layer.name() for layer in root.checkedLayers()]
    check(shown[:1] == ["All events"] and "Uncertainty" in shown, file, "shows", shown)


class Canvas:
    """The map as the desktop program draws it."""

    def __init__(self, project):
        self.project = project
        self.settings = QgsMapSettings()
        self.settings.setOutputSize(QSize(1000, 750))
        self.settings.setDestinationCrs(project.crs())
        self.settings.setBackgroundColor(project.backgroundColor())
        self.settings.setExtent(project.viewSettings().defaultViewExtent())
        shown = project.layerTreeRoot().checkedLayers()
        self.settings.setLayers([layer for layer in project.layerTreeRoot().layerOrder() if layer in shown])
        self.time = None

    def show(self, frame, controller):
        """Shows a frame of the temporal controller."""
        self.time = frame
        self.settings.setTemporalRange(frame)
        self.settings.setIsTemporal(True)
        self.controller = controller

    def context(self, layer=None):
        """What expressions know."""
        context = QgsExpressionContext()
        context.appendScope(QgsExpressionContextUtils.globalScope())
        context.appendScope(QgsExpressionContextUtils.projectScope(self.project))
        context.appendScope(QgsExpressionContextUtils.mapSettingsScope(self.settings))
        if self.time:
            context.appendScope(self.controller.createExpressionContextScope())
        if layer:
            context.appendScope(QgsExpressionContextUtils.layerScope(layer))
        return context

    def picture(self):
        """The map drawn."""
        self.settings.setExpressionContext(self.context())
        job = QgsMapRendererParallelJob(self.settings)
        job.start()
        job.waitForFinished()
        for error in job.errors():
            check(False, "drawing:", error.layerID, error.message)
        return job.renderedImage()


def bits(image):
    """The content of a picture, to be compared."""
    return image.constBits().asstring(image.sizeInBytes())


def controller_of(project):
    """The temporal controller as a project sets it."""
    controller = QgsTemporalNavigationObject()
    controller.setNavigationMode(QgsTemporalNavigationObject.Animated)
    times = project.timeSettings()
    controller.setTemporalExtents(times.temporalRange())
    controller.setFrameDuration(QgsInterval(times.timeStep(), times.timeStepUnit()))
    return controller


def shown_events(layer, canvas):
    """The events that a frame shows."""
    context = QgsVectorLayerTemporalContext()
    context.setLayer(layer)
    filtered = layer.temporalProperties().createFilterString(context, canvas.time)
    request = QgsFeatureRequest().setFilterExpression(filtered)
    request.setExpressionContext(canvas.context(layer))
    return {feature["event_id"] for feature in layer.getFeatures(request)}


def check_frames(file, project, pictures):
    """The first frame shows everything, every other one the events of its day; so many of them are drawn."""
    controller = controller_of(project)
    step = (project.timeSettings().timeStep(), project.timeSettings().timeStepUnit())
    check(step == (1.0, QgsUnitTypes.TemporalDays), file, "steps by", step)
    mode = project.readNumEntry("TemporalControllerWidget", "/NavigationMode", -1)[0]
    check(mode == QgsTemporalNavigationObject.Animated, file, "does not play")
    layer = project.mapLayersByName("All events")[0]
    events = [(f["event_id"], f["event_date"].toPyDate(), f["event_date_end"].toPyDate()) for f in layer.getFeatures()]
    canvas = Canvas(project)
    seen = {}
    for number in range(controller.totalFrameCount()):
        frame = controller.dateTimeRangeForFrameNumber(number)
        canvas.show(frame, controller)
        day = frame.begin().date().toPyDate()
        expected = {name for name, first, last in events if number == 0 or first <= day <= last}
        found = shown_events(layer, canvas)
        check(found == expected, file, day, "shows", len(found), "events and not", len(expected))
        if len(seen) < pictures and frozenset(found) not in seen:
            seen[frozenset(found)] = bits(canvas.picture())
    last_day = max(last for _, _, last in events)
    check(day in (last_day, last_day + datetime.timedelta(1)), file, "ends on", day)
    check(len(set(seen.values())) == len(seen), file, "days with other events look the same")
    check(len(events) < 2 or len(seen) > 1, file, "has only one picture")


def draw(file, project, name):
    """The first picture, kept to be looked at."""
    image = Canvas(project).picture()
    colours = {image.pixel(x, y) for x in range(0, image.width(), 5) for y in range(0, image.height(), 5)}
    check(len(colours) > 5, file, "is drawn blank")
    image.save(str(PICTURES / f"{name}.png"))


class Tags(html.parser.HTMLParser):
    """The tags of a piece of HTML, and its text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.text = [], ""

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, attributes))

    def handle_data(self, data):
        self.text += data


def check_tips(file, project):
    """Map tips hold quote, source and precision as text, and no tag but their own."""
    canvas = Canvas(project)
    layer = project.mapLayersByName("All events")[0]
    shapes = set()
    for feature in layer.getFeatures():
        context = canvas.context(layer)
        context.setFeature(feature)
        made = QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context)
        tip = Tags()
        tip.feed(made)
        shapes.add(json.dumps(tip.tags))
        documents = feature["documents"]
        for part in [feature["quote"], feature["claimed_by"], "km", *documents]:
            if part:
                check(str(part) in tip.text, file, "the tip lacks", repr(part), "in", repr(tip.text))
    check(len(shapes) == 1, file, "tags in tips:", shapes)


def check_labels(file, project, expected):
    """What is written beside events, in the project's language and in others."""
    layer = project.mapLayersByName("All events")[0]
    labeling = layer.labeling()
    settings = labeling.settings()
    form = settings.format()
    check(layer.labelsEnabled() and form.buffer().enabled(), file, "labels lack a halo")
    canvas = Canvas(project)
    for language, (place, wanted) in expected.items():
        if language:
            QgsExpressionContextUtils.setProjectVariable(project, "dateline_labels", language)
        # Made anew: an expression keeps the values of variables.
        label = QgsExpression(settings.fieldName)
        names = set()
        for feature in layer.getFeatures():
            if feature["location_id"] == place:
                context = canvas.context(layer)
                context.setFeature(feature)
                names.add(label.evaluate(context))
        check(names == {wanted}, file, language, "labels are", names, "and not", wanted)


def check_definition(file):
    """The layers go into a project that is there already, with their labels."""
    project = QgsProject.instance()
    project.clear()
    root = project.layerTreeRoot()
    done, message = QgsLayerDefinition.loadLayerDefinition(str(file), project, root)
    check(done and not message, file, "cannot be added:", message)
    check(root.findGroup("By date"), file, "has no group «By date»")
    for layer in project.mapLayers().values():
        check(layer.isValid(), file, "layer", layer.name(), "is not valid")
    events = project.mapLayersByName("All events")
    check(events, file, "has no events")
    label = [field for field in events[0].fields().names() if field.startswith("label_")]
    check(label, file, "its labels are not joined")
    for feature in events[0].getFeatures():
        check(all(feature[name] for name in label), file, "an event has no label")


def check_map(name, pictures):
    """A map, in another folder than the one that it was made in."""
    with tempfile.TemporaryDirectory() as folder:
        moved = pathlib.Path(folder) / "moved"
        shutil.copytree(MAPS / name, moved)
        file = moved / "dateline.qgz"
        times = [entry.date_time for entry in zipfile.ZipFile(file).infolist()]
        check(times == [(1980, 1, 1, 0, 0, 0)], file, "has a time in it:", times)
        project = opened(file)
        draw(file, project, name)
        if name != "empty":
            for layer in [moved / "events.geojson", *(moved / "layers").glob("*.geojson")]:
                check_fields(layer)
            check_tree(file, project)
            check_tips(file, project)
            check_frames(file, project, pictures)
            check_labels(file, project, LABELS.get(name, {}))
            check_definition(moved / "dateline.qlr")
        project.clear()
    print(f"{name}: {'as it should be' if not WRONG else 'wrong'}", flush=True)


# By map: in which language which place is labelled how; the first one as the project comes.
LABELS = {
    "seeds": {"": ("sy-mayadin", "Mayadin"), "fr": ("sy-mayadin", "Mayadine"), "ar": ("sy-raqqa", "الرقة")},
    "arabic": {"": ("sy-raqqa", "الرقة"), "en": ("sy-raqqa", "Raqqa")},
}

app = QgsApplication([], False)
app.initQgis()
for name, pictures in [("seeds", 40), ("arabic", 2), ("hostile", 4), ("empty", 0), ("one", 2), ("many", 3)]:
    check_map(name, pictures)
for line in WRONG[:50]:
    print(line, file=sys.stderr)
sys.stdout.flush()
# Some versions of QGIS crash when they are taken down in order.
os._exit(1 if WRONG else 0)
