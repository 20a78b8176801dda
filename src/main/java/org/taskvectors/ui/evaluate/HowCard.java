package org.taskvectors.ui.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.Scoring;
import org.taskvectors.sandbox.Laid;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.NumberField;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.ui.common.SegmentControl;
import org.taskvectors.workspace.EvaluationItem;

/// How the data are asked, and the button that asks them.
final class HowCard extends VBox {
    private static final double WORD = 62;

    private final EvaluateViewModel model;
    private final SegmentControl<Scoring> scoring = new SegmentControl<>();
    private final SegmentControl<Sweep> sweep = new SegmentControl<>();
    private final NumberField from;
    private final NumberField to;
    private final NumberField points;
    private final CheckBox finer = new CheckBox("finer where it bends");
    private final CheckBox best = new CheckBox("searched on the other half");
    private final Label inAll = Nodes.line("muted");
    private final ComboBox<String> first = new ComboBox<>();
    private final ComboBox<String> second = new ComboBox<>();
    private final HBox sweepLine;
    private final HBox planeLine;
    private final HBox rangeLine;
    private final HBox pointsLine;
    private final HBox bestLine;
    private int worded = 2;
    private final Label wrong = Nodes.line("muted");
    private final Label problem = Nodes.line("bad");
    private final Button run = new Button("Run");
    private final Button anew = new Button("Run anew");
    private boolean isShowing;

    HowCard(EvaluateViewModel model) {
        this.model = model;
        getStyleClass().addAll("card", "evaluate-card", "how-card");
        setId("how-card");
        from = lambda("λ from", How::withFrom, "from");
        to = lambda("λ to", How::withTo, "to");
        points =
                new NumberField(
                        "Points from the one λ to the other",
                        2,
                        Plan.MOST_VALUES,
                        value -> Long.toString(Math.round(value)),
                        value ->
                                model.options()
                                        .change("points", how -> how.withPoints((int) value)));
        points.getStyleClass().add("points-entry");
        segments();
        ticks();
        planes();
        sweepLine = line("sweep", sweep);
        planeLine = line("plane", first, second);
        rangeLine = line("λ from, to", from, to);
        pointsLine = line("points", points, finer, inAll);
        bestLine = line("best λ", best);
        buttons();
        getChildren()
                .setAll(
                        new SectionLabel("How"),
                        line("score", scoring),
                        sweepLine,
                        planeLine,
                        rangeLine,
                        pointsLine,
                        bestLine,
                        wrong,
                        problem,
                        run,
                        anew);
        follow();
    }

    private void follow() {
        model.options().howProperty().addListener((_, _, _) -> show());
        model.data().choicesProperty().addListener((_, _, _) -> show());
        model.data().readsProperty().addListener((_, _, _) -> show());
        model.runs().runningProperty().addListener((_, _, _) -> show());
        model.runs().problemProperty().addListener((_, _, _) -> show());
        model.findings().studyProperty().addListener((_, _, _) -> show());
        model.saved().itemsProperty().addListener((_, _, _) -> show());
        model.sandbox().setup().vectorsProperty().addListener((_, _, _) -> show());
        model.sandbox().setup().baseProperty().addListener((_, _, _) -> show());
        model.sandbox().engine().stateProperty().addListener((_, _, _) -> show());
        show();
    }

    private interface Change {
        How of(How how, double value);
    }

    private NumberField lambda(String name, Change change, String what) {
        NumberField field =
                new NumberField(
                        name,
                        -1e6,
                        1e6,
                        HowCard::written,
                        value -> model.options().change(what, how -> change.of(how, value)));
        HBox.setHgrow(field, Priority.ALWAYS);
        return field;
    }

    private static String written(double lambda) {
        double hundredths = lambda * 100;
        return Math.abs(hundredths - Math.rint(hundredths)) < 1e-9
                ? Digits.decimals(2).format(lambda)
                : Digits.typed(lambda);
    }

    private void segments() {
        scoring.setId("scoring");
        scoring.getStyleClass().add("small-segments");
        scoring.setAccessibleText("Which choice counts as the answer");
        scoring.setOptions(
                List.of(Scoring.values()),
                one -> one == Scoring.LOG_LIKELIHOOD ? "log-likelihood" : "per length");
        Tooltip.install(
                scoring,
                new Tooltip(
                        "The answer is the choice with the highest Σ log p of its tokens, or with"
                            + " the highest of that divided by its bytes (lm-evaluation-harness'"
                            + " acc and acc_norm)"));
        chosen(scoring, now -> model.options().change("score", how -> how.withScoring(now)));
        sweep.setId("sweep");
        sweep.getStyleClass().add("small-segments");
        sweep.setAccessibleText("Which points are asked");
        sweep.setOptions(List.of(Sweep.values()), one -> one.word(worded));
        chosen(sweep, now -> model.options().change("sweep", how -> how.withSweep(now)));
    }

    private <T> void chosen(SegmentControl<T> segment, Consumer<T> taken) {
        segment.valueProperty()
                .addListener(
                        (_, _, now) -> {
                            if (!isShowing && now != null) {
                                taken.accept(now);
                            }
                        });
    }

    private void ticks() {
        finer.selectedProperty()
                .addListener(
                        (_, _, now) -> {
                            if (!isShowing) {
                                model.options().change("finer", how -> how.withFiner(now));
                            }
                        });
        finer.setTooltip(
                new Tooltip(
                        "Up to "
                                + How.FINER
                                + " points more of each curve, beside its sharpest bends"));
        best.selectedProperty()
                .addListener(
                        (_, _, now) -> {
                            if (!isShowing) {
                                model.options().change("best", how -> how.withBest(now));
                            }
                        });
        best.setTooltip(
                new Tooltip(
                        "Brent's method, up to "
                                + How.BEST
                                + " points more of each curve. It sees one half of the rows of each"
                                + " task; what the best λ is worth is reported on the rows"
                                + " between, which it has not seen"));
        for (CheckBox each : List.of(finer, best)) {
            each.getStyleClass().add("small");
            each.setMinWidth(0);
        }
    }

    private void planes() {
        for (ComboBox<String> each : List.of(first, second)) {
            each.setMaxWidth(Double.MAX_VALUE);
            each.setPrefWidth(80);
            HBox.setHgrow(each, Priority.ALWAYS);
            each.valueProperty()
                    .addListener(
                            (_, _, _) -> {
                                if (!isShowing) {
                                    plane();
                                }
                            });
        }
        first.setAccessibleText("The vector along the axis below");
        second.setAccessibleText("The vector along the axis at the left");
    }

    private void plane() {
        int a = first.getSelectionModel().getSelectedIndex();
        int b = second.getSelectionModel().getSelectedIndex();
        List<Laid> vectors = model.sandbox().setup().vectorsProperty().get();
        if (a >= 0 && b >= 0 && Math.max(a, b) < vectors.size()) {
            model.options()
                    .change(
                            "plane",
                            how -> how.withPlane(vectors.get(a).key(), vectors.get(b).key()));
        }
    }

    private void buttons() {
        run.getStyleClass().add("primary");
        run.setId("run-evaluation");
        run.setMaxWidth(Double.MAX_VALUE);
        anew.getStyleClass().setAll("button", "link", "small");
        anew.setId("run-anew");
        anew.setOnAction(_ -> model.runs().run());
    }

    private static HBox line(String word, Node... nodes) {
        Label label = new Label(word);
        label.getStyleClass().addAll("small", "muted");
        label.setMinWidth(WORD);
        label.setPrefWidth(WORD);
        HBox line = new HBox(label);
        line.getChildren().addAll(nodes);
        line.getStyleClass().add("how-line");
        return line;
    }

    private void show() {
        How how = model.options().howProperty().get();
        List<Laid> vectors = model.sandbox().setup().vectorsProperty().get();
        isShowing = true;
        scoring.setValue(how.scoring());
        if (vectors.size() > 2 != worded > 2) {
            worded = vectors.size();
            sweep.setOptions(List.of(Sweep.values()), one -> one.word(worded));
        }
        sweep.setValue(how.sweep());
        from.show(how.from());
        to.show(how.to());
        points.show(how.points());
        finer.setSelected(how.isFiner());
        best.setSelected(how.findsBest());
        showPlane(how, vectors);
        isShowing = false;
        Nodes.visible(planeLine, how.sweep() == Sweep.PLANE && vectors.size() > 2);
        Nodes.visible(rangeLine, how.sweep().hasRange());
        Nodes.visible(pointsLine, how.sweep().hasRange());
        Nodes.visible(bestLine, how.sweep().mayGrow());
        Nodes.visible(finer, how.sweep().mayGrow());
        Nodes.visible(inAll, how.sweep() == Sweep.PLANE);
        inAll.setText("each, " + Amounts.count(how.planePoints()) + " in all");
        Tooltip.install(sweepLine, new Tooltip(how.sweep().explanation()));
        showButtons();
    }

    private void showPlane(How how, List<Laid> vectors) {
        List<String> names = new ArrayList<>();
        vectors.forEach(one -> names.add(model.sandbox().name(one)));
        List<String> keys = vectors.stream().map(Laid::key).toList();
        first.getItems().setAll(names);
        second.getItems().setAll(names);
        int a = Math.max(0, keys.indexOf(how.first()));
        int b = keys.indexOf(how.second());
        if (names.size() > 1) {
            first.getSelectionModel().select(a);
            second.getSelectionModel().select(b < 0 || b == a ? (a == 0 ? 1 : 0) : b);
        }
    }

    private void showButtons() {
        boolean isRunning = model.runs().runningProperty().get().isPresent();
        String reason = model.runs().wrong();
        Optional<EvaluationItem> paused = model.runs().resumable();
        boolean isShown = model.findings().studyProperty().get().isPresent();
        run.setText(
                isRunning
                        ? "Pause"
                        : paused.isPresent() ? "Resume" : isShown ? "Run again" : "Run");
        run.setDisable(!isRunning && !reason.isEmpty());
        run.setOnAction(
                _ -> {
                    if (isRunning) {
                        model.runs().pause();
                    } else {
                        paused.ifPresentOrElse(
                                item -> model.runs().resume(item), () -> model.runs().run());
                    }
                });
        Nodes.visible(anew, !isRunning && paused.isPresent() && reason.isEmpty());
        Nodes.say(wrong, isRunning ? loading() : reason);
        Nodes.say(problem, model.runs().problemProperty().get());
    }

    private String loading() {
        return model.runs()
                .runningProperty()
                .get()
                .filter(now -> now.job().isEmpty())
                .map(_ -> "The model is being loaded…")
                .orElse("");
    }
}
