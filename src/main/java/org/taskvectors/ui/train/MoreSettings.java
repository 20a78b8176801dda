package org.taskvectors.ui.train;

import java.util.function.BiFunction;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import javafx.scene.Node;
import javafx.scene.layout.HBox;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.inference.gradient.Optimizer;
import org.taskvectors.training.Adaptation;
import org.taskvectors.training.TrainingSettings;
import org.taskvectors.ui.common.Nodes;

/// What is looked at and kept on the way, and what most people leave as it is.
final class MoreSettings {
    private static final double GB = 1e9;

    private final Fields fields;
    private final HBox stabilised;

    MoreSettings(Fields fields) {
        this.fields = fields;
        stabilised =
                Fields.line(
                        "scale",
                        fields.check(
                                "rsLoRA",
                                "α/√r (rsLoRA)",
                                "What B·A is multiplied by: α/√r instead of α/r, so that large"
                                        + " ranks learn as fast as small ones",
                                form -> form.settings().adaptation().isRankStabilised(),
                                (form, value) ->
                                        form.withAdaptation(
                                                a ->
                                                        new Adaptation(
                                                                a.method(),
                                                                a.rank(),
                                                                a.alpha(),
                                                                value,
                                                                a.dropout(),
                                                                a.targets()))));
    }

    /// Shows what belongs to factors, or not.
    void show(boolean hasFactors) {
        Nodes.visible(stabilised, hasFactors);
    }

    /// What is behind a word that unfolds it.
    Fold fold() {
        Fold more = new Fold("of the training");
        more.fill(
                stabilised,
                Fields.line(
                        "evaluate",
                        Fields.unit("each"),
                        keeping(
                                "evaluations",
                                "The held-out rows each so many steps; 0 for the end alone",
                                Numbers::whole,
                                k -> k.evaluateEach(),
                                (k, value) ->
                                        new TrainingSettings.Keeping(
                                                value.intValue(),
                                                k.checkpointEach(),
                                                k.mostBytes())),
                        Fields.unit("steps")),
                Fields.line(
                        "disk",
                        Fields.unit("at most"),
                        keeping(
                                "disk for checkpoints",
                                "What checkpoints may take on disk together, in gigabytes; the best"
                                        + " and the last are kept in any case",
                                Digits::typed,
                                k -> Math.round(k.mostBytes() / GB * 1000) / 1000.0,
                                (k, value) ->
                                        new TrainingSettings.Keeping(
                                                k.evaluateEach(),
                                                k.checkpointEach(),
                                                Math.round(value * GB))),
                        Fields.unit("GB")),
                Fields.line(
                        "weights",
                        Fields.explained(
                                Fields.unit("decay by"),
                                "By how much weights shrink a step, times the rate"),
                        optimizer(
                                fields,
                                "weight decay",
                                "By how much weights shrink a step, times the rate",
                                Optimizer::decay,
                                (o, value) ->
                                        new Optimizer(
                                                o.beta1(),
                                                o.beta2(),
                                                o.epsilon(),
                                                value,
                                                o.clip()))),
                Fields.line(
                        "layers",
                        fields.check(
                                "recomputing",
                                "computed again",
                                "Only what enters each layer is kept, and the rest is computed"
                                        + " again on the way back: less memory, about a third more"
                                        + " time, the same numbers",
                                form -> form.settings().recomputes(),
                                (form, value) ->
                                        form.withSettings(form.settings().withRecomputes(value)))));
        return more;
    }

    /// A field for one of the optimizer's numbers.
    static Node optimizer(
            Fields fields,
            String what,
            String name,
            ToDoubleFunction<Optimizer> value,
            BiFunction<Optimizer, Double, Optimizer> change) {
        return fields.number(
                what,
                name,
                0,
                1e6,
                Digits::typed,
                form -> value.applyAsDouble(form.settings().optimizer()),
                (form, typed) -> form.withOptimizer(o -> change.apply(o, typed)));
    }

    /// How often a checkpoint is written.
    Node checkpoints() {
        return Fields.line(
                "checkpoint",
                Fields.unit("each"),
                keeping(
                        "checkpoints",
                        "A checkpoint each so many steps; 0 for the end alone",
                        Numbers::whole,
                        k -> k.checkpointEach(),
                        (k, value) ->
                                new TrainingSettings.Keeping(
                                        k.evaluateEach(), value.intValue(), k.mostBytes())),
                Fields.unit("steps"));
    }

    private Node keeping(
            String what,
            String name,
            DoubleFunction<String> written,
            ToDoubleFunction<TrainingSettings.Keeping> value,
            BiFunction<TrainingSettings.Keeping, Double, TrainingSettings.Keeping> change) {
        return fields.number(
                what,
                name,
                0,
                SettingsForm.MOST_STEPS,
                written,
                form -> value.applyAsDouble(form.settings().keeping()),
                (form, typed) -> form.withKeeping(k -> change.apply(k, typed)));
    }
}
