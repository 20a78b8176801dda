package org.taskvectors.ui.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import javafx.scene.Node;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.inference.gradient.Optimizer;
import org.taskvectors.tensor.DType;
import org.taskvectors.training.Adaptation;
import org.taskvectors.training.Schedule;
import org.taskvectors.training.TrainingSettings;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.workspace.FileItem;

/// How a model is trained.
final class SettingsForm extends VBox {
    private static final TrainingSettings.Holding FOUR_BIT =
            new TrainingSettings.Holding(Optional.empty(), true);

    static final int MOST_STEPS = 1_000_000;

    private final TrainViewModel model;
    private final Fields fields;
    private final PresetMenu presets;
    private final TargetChips targets;
    private final MenuButton compared = new MenuButton();
    private final List<Node> factorFields;
    private final List<Node> commonFields;
    private final GridPane numbers = new GridPane();
    private boolean hasFactors;
    private final MoreSettings more;

    SettingsForm(TrainViewModel model) {
        this.model = model;
        this.fields = new Fields(model.form());
        this.presets = new PresetMenu(model.form());
        getStyleClass().add("form-part");
        setId("settings-form");
        this.targets = new TargetChips(model);
        compared.setId("train-compared");
        compared.setMnemonicParsing(false);
        compared.setMinWidth(0);
        compared.setMaxWidth(Double.MAX_VALUE);
        compared.getItems().setAll(new MenuItem("…"));
        compared.setOnShowing(_ -> compared.getItems().setAll(vectors()));
        fields.follow(compared, this::showCompared);
        factorFields = factorFields();
        commonFields = commonFields();
        numbers.getStyleClass().add("form-pairs");
        lay(true);
        HBox head = new HBox(new SectionLabel("Training"), Nodes.space(), presets);
        head.getStyleClass().add("form-head");
        getChildren().setAll(head, method(), numbers, targets, decay(), dtype());
        this.more = new MoreSettings(fields);
        getChildren()
                .addAll(more.checkpoints(), Fields.line("compare with", compared), more.fold());
    }

    private Node method() {
        return fields.segments(
                "method",
                "What of the model is trained",
                List.of(Method.values()),
                Method::word,
                form -> form.settings().adaptation().method(),
                (form, value) ->
                        form.withAdaptation(
                                a ->
                                        new Adaptation(
                                                value,
                                                a.rank(),
                                                a.alpha(),
                                                a.isRankStabilised(),
                                                a.dropout(),
                                                a.targets())));
    }

    /// The words and fields of factors.
    private List<Node> factorFields() {
        return List.of(
                Fields.explained(
                        Fields.word("rank"), "How many columns A and rows B have, r of B·A"),
                fields.number(
                        "rank",
                        "Rank of the factors",
                        1,
                        4096,
                        Numbers::whole,
                        form -> form.settings().adaptation().rank(),
                        (form, value) ->
                                form.withAdaptation(
                                        a ->
                                                new Adaptation(
                                                        a.method(),
                                                        value.intValue(),
                                                        a.alpha(),
                                                        a.isRankStabilised(),
                                                        a.dropout(),
                                                        a.targets()))),
                Fields.explained(Fields.word("α"), "The factors are multiplied by α/r"),
                fields.number(
                        "α",
                        "Alpha, by which the factors are scaled",
                        1e-6,
                        1e6,
                        Digits::typed,
                        form -> form.settings().adaptation().alpha(),
                        (form, value) ->
                                form.withAdaptation(
                                        a ->
                                                new Adaptation(
                                                        a.method(),
                                                        a.rank(),
                                                        value,
                                                        a.isRankStabilised(),
                                                        a.dropout(),
                                                        a.targets()))),
                Fields.word("dropout"),
                fields.number(
                        "dropout",
                        "Share of the factors' inputs that is dropped",
                        0,
                        0.99,
                        Digits::typed,
                        form -> form.settings().adaptation().dropout(),
                        (form, value) ->
                                form.withAdaptation(
                                        a ->
                                                new Adaptation(
                                                        a.method(),
                                                        a.rank(),
                                                        a.alpha(),
                                                        a.isRankStabilised(),
                                                        value,
                                                        a.targets()))));
    }

    /// The words and fields of every method.
    private List<Node> commonFields() {
        return List.of(
                Fields.word("seed"),
                fields.number(
                        "seed",
                        "Seed of the first factors, of the order of the rows, and of dropout",
                        0,
                        Long.MAX_VALUE,
                        Numbers::whole,
                        form -> form.settings().seed(),
                        (form, value) -> form.withSeed(Math.round(value))),
                Fields.word("batch"),
                fields.number(
                        "batch",
                        "Rows that are read at once",
                        1,
                        4096,
                        Numbers::whole,
                        form -> form.settings().batch(),
                        (form, value) ->
                                form.withBatches(value.intValue(), form.settings().accumulate())),
                Fields.explained(Fields.word("accumulate"), "How many batches make one step"),
                fields.number(
                        "accumulate",
                        "Batches that make one step",
                        1,
                        4096,
                        Numbers::whole,
                        form -> form.settings().accumulate(),
                        (form, value) ->
                                form.withBatches(form.settings().batch(), value.intValue())),
                Fields.word("rate"),
                schedule(
                        "rate",
                        "The highest learning rate",
                        0,
                        10,
                        Numbers::rate,
                        Schedule::rate,
                        (s, value) -> new Schedule(s.steps(), value, s.warmUp(), s.decay())),
                Fields.explained(
                        Fields.word("warm-up"), "Over how many steps the rate rises from 0"),
                schedule(
                        "warm-up",
                        "Steps over which the learning rate rises",
                        0,
                        MOST_STEPS,
                        Numbers::whole,
                        Schedule::warmUp,
                        (s, value) ->
                                new Schedule(s.steps(), s.rate(), value.intValue(), s.decay())),
                Fields.word("steps"),
                schedule(
                        "steps",
                        "Steps of the optimizer",
                        1,
                        MOST_STEPS,
                        Numbers::whole,
                        Schedule::steps,
                        (s, value) ->
                                new Schedule(value.intValue(), s.rate(), s.warmUp(), s.decay())),
                Fields.explained(
                        Fields.word("clip"), "The largest norm of a step's gradient; 0 for any"),
                MoreSettings.optimizer(
                        fields,
                        "clip",
                        "The largest norm of a step's gradient; 0 for any",
                        Optimizer::clip,
                        (o, value) ->
                                new Optimizer(
                                        o.beta1(), o.beta2(), o.epsilon(), o.decay(), value)));
    }

    private Node schedule(
            String what,
            String name,
            double least,
            double most,
            DoubleFunction<String> written,
            ToDoubleFunction<Schedule> value,
            BiFunction<Schedule, Double, Schedule> change) {
        return fields.number(
                what,
                name,
                least,
                most,
                written,
                form -> value.applyAsDouble(form.settings().schedule()),
                (form, typed) -> form.withSchedule(s -> change.apply(s, typed)));
    }

    private Node decay() {
        return Fields.line(
                "decay",
                fields.segments(
                        "decay",
                        "How the learning rate falls",
                        List.of(Schedule.Decay.values()),
                        Schedule.Decay::word,
                        form -> form.settings().schedule().decay(),
                        (form, value) ->
                                form.withSchedule(
                                        s ->
                                                new Schedule(
                                                        s.steps(), s.rate(), s.warmUp(), value))));
    }

    private Node dtype() {
        return Fields.line(
                "base in",
                fields.segments(
                        "dtype of the base",
                        "In which numbers the base is held. nf4: the layers' matrices in four bits"
                                + " (QLoRA), a quarter of the memory of bf16, and somewhat other"
                                + " numbers than the base's",
                        List.of(
                                TrainingSettings.Holding.STORED,
                                TrainingSettings.Holding.in(DType.F32),
                                TrainingSettings.Holding.in(DType.BF16),
                                FOUR_BIT),
                        SettingsForm::word,
                        form -> shown(form.settings().holding()),
                        (form, value) -> form.withSettings(form.settings().withHolding(value))));
    }

    /// In four bits, whatever the dtype is that is computed with.
    private static TrainingSettings.Holding shown(TrainingSettings.Holding holding) {
        return holding.isFourBit() ? FOUR_BIT : holding;
    }

    private static String word(TrainingSettings.Holding holding) {
        if (holding.isFourBit()) {
            return "nf4";
        }
        return holding.dtype().map(dtype -> dtype == DType.BF16 ? "bf16" : "f32").orElse("stored");
    }

    private void lay(boolean isOfFactors) {
        hasFactors = isOfFactors;
        List<Node> all = new ArrayList<>(isOfFactors ? factorFields : List.of());
        all.addAll(commonFields);
        Fields.lay(numbers, all);
    }

    /// @param isText whether the form is that of a run
    void show(Form form, boolean isText) {
        fields.show(form, isText);
        boolean isOfFactors = form.settings().adaptation().method() != Method.FULL;
        if (isOfFactors != hasFactors) {
            lay(isOfFactors);
        }
        more.show(hasFactors);
        targets.show(form, isText);
        Nodes.visible(targets, hasFactors && !targets.getChildren().isEmpty());
        Nodes.visible(presets, !isText);
    }

    private void showCompared(Form form) {
        Optional<FileItem> item = model.comparedItem(form);
        compared.setText(item.map(FileItem::name).orElse("nothing"));
        compared.setAccessibleText("The vector whose cosine is measured: " + compared.getText());
    }

    private List<MenuItem> vectors() {
        List<MenuItem> items = new ArrayList<>();
        items.add(
                Nodes.item(
                        "nothing",
                        () -> model.form().change("comparison", form -> form.withCompared(""))));
        String base = model.form().formProperty().get().base();
        for (FileItem vector : model.form().vectors(base)) {
            items.add(
                    Nodes.item(
                            vector.name(),
                            () ->
                                    model.form()
                                            .change(
                                                    "comparison",
                                                    form -> form.withCompared(vector.id()))));
        }
        return items;
    }
}
