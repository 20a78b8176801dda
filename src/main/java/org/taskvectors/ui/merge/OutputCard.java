package org.taskvectors.ui.merge;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.merge.MergePlan;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.vocabulary.Fill;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.NumberField;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.ui.common.SegmentControl;

/// Where the model goes and as what, how large it is and how long it takes.
final class OutputCard extends VBox {
    private final MergeViewModel model;
    private final SegmentControl<MergeOutput.Kind> kind = new SegmentControl<>();
    private final MenuButton numbers = new MenuButton();
    private final MenuButton tokens = new MenuButton();
    private final MenuButton fill = new MenuButton();
    private final HBox tokensLine;
    private final HBox fillLine;
    private final NumberField shards;
    private final NumberField rank;
    private final HBox shardLine;
    private final HBox rankLine;
    private final HBox numbersLine;
    private final TextField name = new TextField();
    private final Label path = new Label();
    private final Label size = Nodes.line("medium");
    private final Label time = Nodes.line("muted");
    private boolean isShowing;

    OutputCard(MergeViewModel model) {
        this.model = model;
        kind.getStyleClass().add("small-segments");
        kind.setAccessibleText("As what it is saved");
        kind.setOptions(List.of(MergeOutput.Kind.values()), MergeOutput.Kind::word);
        kind.setMaxWidth(Double.MAX_VALUE);
        for (Node each : kind.getChildren()) {
            HBox.setHgrow(each, Priority.ALWAYS);
            ((ToggleButton) each).setMaxWidth(Double.MAX_VALUE);
        }
        kind.valueProperty()
                .addListener(
                        (_, _, now) -> {
                            if (!isShowing && now != null) {
                                model.choices()
                                        .act(
                                                "Save as " + now.word(),
                                                form -> form.withOutput(to -> to.withKind(now)));
                            }
                        });
        shards =
                whole(
                        "Gigabytes of a file, at most",
                        MergeOutput.MOST_GIGABYTES,
                        typed -> to -> to.withShards(typed));
        rank =
                whole(
                        "Rank of the adapter",
                        MergeOutput.MOST_RANK,
                        typed -> to -> to.withRank(typed));
        shardLine = line("shards of", shards, new Label("GB at most"));
        shardLine.getChildren().getLast().getStyleClass().addAll("small", "muted");
        rankLine = line("rank", rank);
        for (MenuButton each : List.of(tokens, fill)) {
            each.setMaxWidth(Double.MAX_VALUE);
            HBox.setHgrow(each, Priority.ALWAYS);
        }
        tokens.setId("merge-tokens");
        tokens.setAccessibleText("Whose tokens the result has, where vocabularies differ");
        fill.setId("merge-fill");
        fill.setAccessibleText("What an ingredient gets for a token that it does not have");
        tokensLine = line("tokens", tokens);
        fillLine = line("missing", fill);
        numbers.setId("merge-numbers");
        numbers.setMaxWidth(Double.MAX_VALUE);
        numbers.setAccessibleText("What the numbers are stored as");
        name.setId("merge-name");
        name.setAccessibleText("Name of what is written");
        name.textProperty()
                .addListener(
                        (_, _, now) -> {
                            if (!isShowing) {
                                model.choices()
                                        .change(
                                                "name",
                                                form -> form.withOutput(to -> to.withName(now)));
                            }
                        });
        Button folder = new Button("Folder…");
        folder.getStyleClass().add("compact");
        folder.setMinWidth(USE_PREF_SIZE);
        folder.setAccessibleText("Choose the folder that it goes into");
        folder.setOnAction(_ -> model.chooseFolder());
        path.getStyleClass().addAll("mono", "muted");
        path.setTextOverrun(OverrunStyle.LEADING_ELLIPSIS);
        path.setMinWidth(0);
        HBox.setHgrow(name, Priority.ALWAYS);
        HBox.setHgrow(numbers, Priority.ALWAYS);
        numbersLine = line("numbers", numbers);
        getStyleClass().add("merge-part-card");
        getChildren()
                .setAll(
                        new SectionLabel("Output"),
                        kind,
                        numbersLine,
                        tokensLine,
                        fillLine,
                        shardLine,
                        rankLine,
                        line("name", name, folder),
                        path,
                        size,
                        time);
    }

    private NumberField whole(
            String called, int most, IntFunction<UnaryOperator<MergeOutput>> change) {
        NumberField field =
                new NumberField(
                        called,
                        1,
                        most,
                        value -> Long.toString(Math.round(value)),
                        typed ->
                                model.choices()
                                        .change(
                                                called,
                                                form ->
                                                        form.withOutput(
                                                                change.apply(
                                                                        (int) Math.round(typed)))));
        field.setPrefWidth(64);
        return field;
    }

    private static HBox line(String word, Node... nodes) {
        Label label = new Label(word);
        label.getStyleClass().addAll("small", "muted");
        label.setMinWidth(60);
        HBox line = new HBox(8, label);
        line.getChildren().addAll(nodes);
        line.getStyleClass().add("merge-line");
        return line;
    }

    void show() {
        Asking asking = model.choices().askingProperty().get();
        MergeForm form = asking.form();
        numbers.setText(word(form, form.output().dtype()));
        numbers.getItems()
                .setAll(
                        List.of(
                                        OutputDType.SOURCE,
                                        OutputDType.FLOAT32,
                                        OutputDType.BFLOAT16,
                                        OutputDType.FLOAT16)
                                .stream()
                                .map(dtype -> item(form, dtype))
                                .toList());
        isShowing = true;
        MergeOutput.Kind now = asking.kind();
        kind.setValue(now);
        Nodes.visible(kind, asking.isWritten() || form.space() == Space.VECTORS);
        // A recipe says these itself.
        Nodes.visible(numbersLine, !asking.isWritten());
        Nodes.visible(tokensLine, !asking.isWritten());
        showTokens(form);
        shards.show((double) form.output().shardGigabytes());
        rank.show((double) form.output().rank());
        Nodes.visible(shardLine, now == MergeOutput.Kind.MODEL);
        Nodes.visible(rankLine, now == MergeOutput.Kind.ADAPTER);
        if (!name.getText().equals(form.output().name())) {
            name.setText(form.output().name());
        }
        isShowing = false;
        name.setPromptText(model.suggestedName());
        String where = model.target().map(HomePath::of).orElse("");
        path.setText(where);
        path.setTooltip(where.isEmpty() ? null : new Tooltip(where));
        Nodes.visible(path, !where.isEmpty());
        Optional<MergePlan> plan = model.checkedProperty().get().flatMap(CheckedMerge::plan);
        Nodes.say(
                size,
                plan.map(
                                one ->
                                        Amounts.bytes(one.bytes())
                                                + " in "
                                                + Amounts.counted(one.tensors(), "tensor"))
                        .orElse(""));
        Nodes.say(time, plan.isEmpty() ? "" : model.timeAhead());
    }

    private void showTokens(MergeForm form) {
        MergeTokens chosen = form.tokens();
        tokens.setText(chosen.source().word(form.isOnBase()));
        tokens.getItems()
                .setAll(
                        Stream.of(MergeTokens.Source.values())
                                .map(
                                        one ->
                                                choice(
                                                        one.word(form.isOnBase()),
                                                        one == chosen.source(),
                                                        chosen.withSource(one)))
                                .toList());
        fill.setText(MergeTokens.word(chosen.fill()));
        fill.getItems()
                .setAll(
                        Stream.of(Fill.values())
                                .map(
                                        one ->
                                                choice(
                                                        MergeTokens.word(one),
                                                        one == chosen.fill(),
                                                        chosen.withFill(one)))
                                .toList());
        Nodes.visible(
                fillLine,
                tokensLine.isVisible() && chosen.source() != MergeTokens.Source.AS_THEY_ARE);
    }

    private RadioMenuItem choice(String word, boolean isChosen, MergeTokens then) {
        RadioMenuItem item = new RadioMenuItem(word);
        item.setSelected(isChosen);
        item.setOnAction(_ -> model.choices().act("Tokens " + word, form -> form.withTokens(then)));
        return item;
    }

    private RadioMenuItem item(MergeForm form, OutputDType dtype) {
        RadioMenuItem item = new RadioMenuItem(word(form, dtype));
        item.setSelected(dtype == form.output().dtype());
        item.setOnAction(
                _ ->
                        model.choices()
                                .change(
                                        "numbers",
                                        now -> now.withOutput(to -> to.withDtype(dtype))));
        return item;
    }

    private static String word(MergeForm form, OutputDType dtype) {
        if (dtype == OutputDType.SOURCE && form.kind() != MergeOutput.Kind.MODEL) {
            return "float32, exact";
        }
        return dtype == OutputDType.SOURCE
                ? form.space() == Space.VECTORS ? "as the base" : "as the first model"
                : dtype.word();
    }
}
