package org.taskvectors.ui.merge;

import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Paper;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.NumberField;
import org.taskvectors.ui.common.SearchChoice;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.ui.common.Sentences;

/// How it is merged: the method with its paper, its parameters, the seed of a random one, and what
/// other programs do otherwise.
final class MethodCard extends VBox {
    private static final double LARGEST_SEED = 0x1p53;

    private final MergeViewModel model;
    private final SearchChoice<Method> method;
    private final Label meaning = Nodes.line("muted");
    private final VBox parameters = new VBox();
    private final NumberField seed;
    private final HBox seedLine;
    private final LinesRow lines;
    private final Label peers = Nodes.line("muted");
    private String had = "";

    MethodCard(MergeViewModel model) {
        this.model = model;
        method =
                new SearchChoice<>(
                        Method::title,
                        "The method of the merge",
                        one ->
                                model.choices()
                                        .act(
                                                "Merge by " + one.title(),
                                                now -> now.withMethod(one.id())));
        method.setId("merge-method");
        meaning.setId("merge-meaning");
        parameters.getStyleClass().add("merge-parameters");
        seed =
                new NumberField(
                        "Seed of the random draws",
                        0,
                        LARGEST_SEED,
                        value -> Long.toString(Math.round(value)),
                        typed ->
                                model.choices()
                                        .change("seed", now -> now.withSeed(Math.round(typed))));
        seed.setPrefWidth(96);
        Label word = new Label("seed");
        word.getStyleClass().add("small");
        word.setMinWidth(USE_PREF_SIZE);
        word.setTooltip(new Tooltip("Of the random draws. The same seed gives the same bytes."));
        seedLine = new HBox(6, word, Nodes.space(), seed);
        seedLine.getStyleClass().add("merge-line");
        seedLine.setId("merge-seed");
        lines = new LinesRow(model);
        getStyleClass().add("merge-part-card");
        getChildren()
                .setAll(
                        new SectionLabel("Method"),
                        method,
                        meaning,
                        parameters,
                        seedLine,
                        lines,
                        peers);
    }

    void show() {
        MergeForm form = model.choices().formProperty().get();
        Method now = form.method();
        // Methods are made anew for each list; those that are shown are told apart by their ids.
        List<Method> all = MergeForm.methods(form.space());
        List<String> ids = all.stream().map(Method::id).toList();
        if (!method.getItems().stream().map(Method::id).toList().equals(ids)
                || method.getValue() == null
                || !method.getValue().id().equals(now.id())) {
            List<Method> shown =
                    method.getItems().stream().map(Method::id).toList().equals(ids)
                            ? List.copyOf(method.getItems())
                            : all;
            method.show(
                    shown,
                    shown.stream()
                            .filter(one -> one.id().equals(now.id()))
                            .findFirst()
                            .orElse(shown.getFirst()));
        }
        meaning.setText(
                Sentences.of(now.meaning())
                        + now.paper().map(Paper::line).map(l -> " " + l).orElse(""));
        Nodes.say(peers, now.peers().isEmpty() ? "" : "Elsewhere: " + now.peers());
        if (!had.equals(now.id())) {
            had = now.id();
            parameters
                    .getChildren()
                    .setAll(
                            form.parameters().stream()
                                    .<Node>map((Parameter one) -> new ParameterRow(model, one))
                                    .toList());
        }
        parameters.getChildren().forEach(row -> ((ParameterRow) row).show(form));
        Nodes.visible(parameters, !parameters.getChildren().isEmpty());
        lines.show(form);
        Nodes.visible(seedLine, now.isRandom());
        seed.show((double) form.seed());
    }
}
