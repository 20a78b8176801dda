package org.taskvectors.ui.evaluate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.figure.study.Drawing;
import org.taskvectors.figure.study.Measure;
import org.taskvectors.figure.study.Picture;
import org.taskvectors.figure.study.PlaneView;
import org.taskvectors.figure.study.PointPicture;
import org.taskvectors.ui.common.EmptyState;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.SegmentControl;
import org.taskvectors.ui.figures.FigureFrame;
import org.taskvectors.ui.figures.FigureSaver;
import org.taskvectors.ui.shell.FileDialogs;

/// What came of an evaluation: the figures of the sweep above, the chosen point below.
final class ResultsPane extends VBox {
    /// Below this width figures stand above each other.
    private static final double NARROW = 860;

    private static final int MOST_NOTES = 3;

    private final EvaluateViewModel model;
    private final FigureSaver saver;
    private final FileDialogs dialogs;
    private final Map<String, FigureFrame> frames = new HashMap<>();
    private final Map<String, Label> captions = new HashMap<>();
    private final SegmentControl<Measure> measure = new SegmentControl<>();
    private final TaskChooser plane;
    private final TaskChooser curveTask;
    private final PointCard point;
    private final ChangesCard changes;
    private final EmptyState empty = new EmptyState();
    private final VBox emptyCard = new VBox(empty);
    private final Label aside = Nodes.line("warning");
    private final VBox shown = new VBox();
    private List<PlaneView> views = List.of();
    private List<String> ids = List.of();
    private boolean isNarrow;
    private boolean isShowing;
    private FigureTheme theme;

    ResultsPane(
            EvaluateViewModel model,
            FigureSaver saver,
            FileDialogs dialogs,
            TableActs tables,
            FigureTheme theme) {
        this.model = model;
        this.saver = saver;
        this.dialogs = dialogs;
        this.theme = theme;
        this.point = new PointCard(model, saver, theme);
        this.changes = new ChangesCard(model, point, tables);
        this.plane = new TaskChooser("What the plane shows", this::choosePlane);
        this.curveTask = new TaskChooser("Which data", model.findings()::chooseTask);
        getStyleClass().add("results-pane");
        setMinWidth(0);
        emptyCard.getStyleClass().add("card");
        shown.getStyleClass().add("results-pane");
        VBox.setVgrow(shown, Priority.ALWAYS);
        getChildren().setAll(emptyCard, shown);
        measure.setId("measure");
        measure.getStyleClass().add("small-segments");
        measure.setAccessibleText("What the curves show");
        measure.setOptions(List.of(Measure.values()), Measure::word);
        measure.valueProperty()
                .addListener(
                        (_, _, now) -> {
                            if (!isShowing && now != null) {
                                model.findings().choose(now);
                            }
                        });
        widthProperty()
                .addListener(
                        (_, _, width) -> {
                            boolean now = width.doubleValue() < NARROW;
                            if (now != isNarrow) {
                                isNarrow = now;
                                ids = List.of();
                                show();
                            }
                        });
        RowFiles.drop(this, model);
        follow();
    }

    private void follow() {
        model.findings().pictureProperty().addListener((_, _, _) -> show());
        model.findings().problemProperty().addListener((_, _, _) -> show());
        model.runs().runningProperty().addListener((_, _, _) -> show());
        model.data().choicesProperty().addListener((_, _, _) -> show());
        model.saved().itemsProperty().addListener((_, _, _) -> show());
        model.sandbox().setup().vectorsProperty().addListener((_, _, _) -> showAside());
        show();
    }

    void setTheme(FigureTheme now) {
        theme = now;
        frames.values().forEach(frame -> frame.setTheme(now));
        point.setTheme(now);
    }

    private void choosePlane(int index) {
        if (index >= 0 && index < views.size()) {
            model.findings().choosePlane(views.get(index));
        }
    }

    private void show() {
        Optional<Picture> picture = model.findings().pictureProperty().get();
        boolean hasPoint = picture.flatMap(Picture::point).isPresent();
        boolean hasAny = picture.isPresent() && (hasPoint || !picture.get().drawings().isEmpty());
        Nodes.visible(emptyCard, !hasAny);
        Nodes.visible(shown, hasAny);
        if (!hasAny) {
            showEmpty();
            return;
        }
        isShowing = true;
        Picture now = picture.get();
        measure.setValue(model.findings().measure());
        arrange(now);
        now.drawings().forEach(drawing -> draw(now, drawing));
        point.show(now);
        Nodes.visible(point, hasPoint);
        Nodes.visible(changes, hasPoint);
        changes.show(now.point(), now.point().filter(at -> isText(now, at)).isPresent());
        showAside();
        isShowing = false;
    }

    private void showAside() {
        boolean isRunning = model.runs().runningProperty().get().isPresent();
        Nodes.say(aside, isRunning ? "" : model.findings().aside());
    }

    /// Puts the cards side by side, or above each other where there is little room.
    private void arrange(Picture now) {
        List<String> wanted = now.drawings().stream().map(Drawing::id).toList();
        if (wanted.equals(ids) && !shown.getChildren().isEmpty()) {
            return;
        }
        ids = wanted;
        List<Node> upper = new ArrayList<>(now.drawings().stream().map(this::frame).toList());
        Pane above = line(upper);
        Pane below = line(List.of(point, changes));
        above.getStyleClass().add("upper");
        below.getStyleClass().add("lower");
        Nodes.visible(above, !upper.isEmpty());
        VBox.setVgrow(above, Priority.ALWAYS);
        VBox.setVgrow(below, Priority.ALWAYS);
        if (isNarrow) {
            upper.forEach(each -> VBox.setVgrow(each, Priority.ALWAYS));
        }
        shown.getChildren().setAll(above, aside, below);
    }

    private Pane line(List<Node> nodes) {
        nodes.forEach(node -> detach(node));
        if (isNarrow) {
            VBox stack = new VBox(nodes.toArray(Node[]::new));
            stack.setMinWidth(0);
            stack.getStyleClass().add("results-pane");
            return stack;
        }
        HBox row = new HBox(nodes.toArray(Node[]::new));
        row.setMinWidth(0);
        row.getStyleClass().add("results-row");
        for (Node node : nodes) {
            HBox.setHgrow(node, Priority.ALWAYS);
            ((Region) node).setPrefWidth(width(node));
        }
        return row;
    }

    /// The curve is wider than the plane, the examples are wider than the point.
    private double width(Node node) {
        if (node.equals(point)) {
            return 390;
        }
        if (node.equals(changes)) {
            return 580;
        }
        return node.equals(frames.get("plane")) ? 400 : 570;
    }

    private static void detach(Node node) {
        if (node.getParent() instanceof Pane pane) {
            pane.getChildren().remove(node);
        }
    }

    private FigureFrame frame(Drawing drawing) {
        return frames.computeIfAbsent(drawing.id(), this::made);
    }

    private FigureFrame made(String id) {
        FigureFrame frame = new FigureFrame(saver, theme);
        frame.setId("figure-" + id);
        frame.view().setPrefHeight(250);
        frame.view().setMinHeight(170);
        frame.view().setOnPicked(place -> model.findings().pick(id, place.x(), place.y()));
        Label caption = new Label();
        caption.getStyleClass().addAll("secondary", "figure-caption");
        caption.setMinWidth(0);
        caption.setWrapText(true);
        caption.setMinHeight(USE_PREF_SIZE);
        captions.put(id, caption);
        frame.getChildren().add(caption);
        return frame;
    }

    /// The first notes, and how many more the pointer has: eight vectors have a note each.
    private static String caption(List<String> notes) {
        int more = notes.size() - MOST_NOTES;
        String first = String.join(" · ", notes.subList(0, Math.min(notes.size(), MOST_NOTES)));
        return more > 0 ? first + " · and " + more + " more under the pointer" : first;
    }

    private void draw(Picture picture, Drawing drawing) {
        FigureFrame frame = frame(drawing);
        frame.show(drawing.title(), drawing.figure());
        Label caption = captions.get(drawing.id());
        if (caption != null) {
            Nodes.say(caption, caption(drawing.notes()));
            caption.setTooltip(new Tooltip(String.join("\n", drawing.notes())));
        }
        switch (drawing.id()) {
            case "plane" -> {
                views = picture.views();
                int chosen =
                        views.stream()
                                .map(PlaneView::index)
                                .toList()
                                .indexOf(model.findings().plane());
                plane.show(views.stream().map(PlaneView::word).toList(), Math.max(0, chosen));
                frame.setControls(plane);
            }
            case "without" -> frame.setControls();
            default -> {
                boolean isEach = picture.study().plan() instanceof Plan.Along along && along.each();
                curveTask.show(picture.tasks(), model.findings().task());
                if (isEach && picture.tasks().size() > 1) {
                    frame.setControls(curveTask, measure);
                } else {
                    frame.setControls(measure);
                }
            }
        }
    }

    private void showEmpty() {
        boolean isRunning = model.runs().runningProperty().get().isPresent();
        boolean hasData = !model.data().choicesProperty().get().isEmpty();
        String problem = model.findings().problemProperty().get();
        if (!problem.isEmpty()) {
            empty.setTitle("This evaluation cannot be shown");
            empty.setText(problem);
        } else if (isRunning) {
            empty.setTitle("The base is asked first");
            empty.setText("Points appear here as they are computed, coarse first.");
        } else if (model.findings().studyProperty().get().isPresent()
                || model.saved().isOpening()) {
            empty.setTitle("Opening the evaluation…");
            empty.setText("");
        } else if (!hasData) {
            empty.setTitle("What is the vector worth?");
            empty.setText(
                    "Drop a labelled file here or on Data: sentences with labels, questions with"
                            + " choices or answers, or plain text. Base and edited model answer it"
                            + " at each point of a sweep over λ.");
        } else {
            boolean hasSaved = !model.saved().itemsProperty().get().isEmpty();
            empty.setTitle(hasSaved ? "No evaluation is open" : "Nothing was run yet");
            empty.setText(
                    (hasSaved ? "A saved one opens by a click on its name. " : "")
                            + "Run asks base and edited model at each point of the sweep. Click or"
                            + " drag on the curve to choose a point then; the sliders follow.");
        }
        boolean isWaiting = empty.getText().isEmpty();
        if (isRunning || isWaiting || !problem.isEmpty()) {
            empty.setActions();
        } else {
            empty.setActions(hasData ? columns() : addFile());
        }
    }

    private static boolean isText(Picture picture, PointPicture at) {
        return picture.study().tasks().get(at.task()).facts().kind() == Kind.TEXT;
    }

    private Button columns() {
        Button columns = new Button("Columns and dry run");
        columns.setOnAction(
                _ ->
                        model.showColumns(
                                model.data().choicesProperty().get().stream()
                                        .findFirst()
                                        .map(one -> one.key())));
        return columns;
    }

    private Button addFile() {
        Button add = new Button("Add a labelled file…");
        add.getStyleClass().add("primary");
        add.setId("add-first-data");
        add.setOnAction(_ -> model.data().add(RowFiles.ask(dialogs)));
        return add;
    }
}
