package org.taskvectors.ui.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.training.data.DataFacts;
import org.taskvectors.training.data.DataSettings;
import org.taskvectors.ui.common.FileDrops;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.NumberField;
import org.taskvectors.ui.common.SectionLabel;
import org.taskvectors.ui.evaluate.WordMenu;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.FileDialogs;

/// Which rows a model is trained on, and in whose words.
final class RowsForm extends VBox {
    private static final List<String> ENDINGS =
            List.of("tsv", "csv", "json", "jsonl", "ndjson", "txt", "text", "md", "parquet");
    private static final int MOST = 1_000_000_000;

    private final TrainViewModel model;
    private final AppContext context;
    private final Fields fields;
    private final MenuButton file = menu("train-rows", "The file of rows");
    private final MenuButton words = menu("train-words", "Whose words the rows are put in");
    private final Label available = Fields.unit("");
    private final MenuButton heldOut = new MenuButton();
    private final Fold more = new Fold("of the data");
    private final VBox ofFile = new VBox();
    private int all;

    RowsForm(TrainViewModel model, AppContext context) {
        this.model = model;
        this.context = context;
        this.fields = new Fields(model.form());
        getStyleClass().add("form-part");
        setId("rows-form");
        file.setOnShowing(_ -> file.getItems().setAll(files()));
        words.setOnShowing(_ -> words.getItems().setAll(wordItems()));
        heldOut.getStyleClass().addAll("link", "small");
        heldOut.setId("held-out");
        heldOut.setMinWidth(0);
        heldOut.getItems().setAll(new MenuItem("…"));
        heldOut.setOnShowing(_ -> heldOut.getItems().setAll(heldOutItems()));
        fields.follow(file, this::showFile);
        fields.follow(words, this::showWords);
        fields.follow(heldOut, this::showHeldOut);
        NumberField rows =
                fields.number(
                        "rows",
                        "The most rows; drawn by the seed where the file has more",
                        1,
                        MOST,
                        Numbers::whole,
                        form ->
                                form.train()
                                        .map(one -> one.limit() > 0 ? one.limit() : all)
                                        .orElse(0),
                        (form, value) ->
                                form.withTrain(
                                        form.train()
                                                .map(
                                                        one ->
                                                                one.withLimit(
                                                                        value >= all
                                                                                ? 0
                                                                                : value
                                                                                        .intValue()))));
        rows.setId("train-limit");
        NumberField held =
                fields.number(
                                "held-out rows",
                                "The most rows that are held out",
                                0,
                                MOST,
                                Numbers::whole,
                                this::heldOutRows,
                                (form, value) ->
                                        form.withRows(
                                                form.rows()
                                                        .withHeldOut(
                                                                form.rows().heldOut(),
                                                                value.intValue())))
                        .withNone(0);
        held.setId("train-held-out");
        more.fill(
                Fields.line(
                        "tokens",
                        fields.number(
                                "tokens",
                                "The most tokens of a text; 0 for the model's context",
                                0,
                                1_000_000,
                                Numbers::whole,
                                form -> form.rows().mostTokens(),
                                (form, value) ->
                                        form.withRows(
                                                form.rows()
                                                        .withTexts(
                                                                value.intValue(),
                                                                form.rows().longRows(),
                                                                form.rows().endsAnswers()))),
                        Fields.unit("a text")),
                Fields.line(
                        "longer",
                        fields.segments(
                                "longer rows",
                                "What happens to rows of more tokens",
                                List.of(DataSettings.LongRows.values()),
                                DataSettings.LongRows::word,
                                form -> form.rows().longRows(),
                                (form, value) ->
                                        form.withRows(
                                                form.rows()
                                                        .withTexts(
                                                                form.rows().mostTokens(),
                                                                value,
                                                                form.rows().endsAnswers())))),
                Fields.line(
                        "end",
                        fields.check(
                                "end of answers",
                                "is learned too",
                                "The token that ends a text follows each answer, so that the model"
                                        + " learns where to stop",
                                form -> form.rows().endsAnswers(),
                                (form, value) ->
                                        form.withRows(
                                                form.rows()
                                                        .withTexts(
                                                                form.rows().mostTokens(),
                                                                form.rows().longRows(),
                                                                value)))),
                Fields.line(
                        "split seed",
                        fields.number(
                                "split",
                                "The seed by which rows are drawn and held out",
                                0,
                                Long.MAX_VALUE,
                                Numbers::whole,
                                form -> form.rows().seed(),
                                (form, value) ->
                                        form.withRows(form.rows().withSeed(Math.round(value))))));
        getChildren().setAll(new SectionLabel("Data"), file, ofFile);
        ofFile.getStyleClass().add("form-part");
        ofFile.getChildren()
                .setAll(
                        Fields.line("template", words),
                        Fields.line("rows", rows, available),
                        Fields.line("held out", held, heldOut),
                        more);
        FileDrops.take(this, this::take);
    }

    private static MenuButton menu(String id, String name) {
        MenuButton menu = new MenuButton();
        menu.setId(id);
        menu.setAccessibleText(name);
        menu.setMnemonicParsing(false);
        menu.setMinWidth(0);
        menu.setMaxWidth(Double.MAX_VALUE);
        menu.getItems().setAll(new MenuItem("…"));
        return menu;
    }

    /// Takes dropped files: the first one of rows, and all others into the library.
    void take(List<Path> paths) {
        Map<Boolean, List<Path>> parted =
                paths.stream().collect(Collectors.partitioningBy(RowsForm::isRows));
        parted.getOrDefault(true, List.of()).stream().findFirst().ifPresent(model.form()::takeRows);
        List<Path> others = parted.getOrDefault(false, List.of());
        if (!others.isEmpty()) {
            context.opening().add(others);
        }
    }

    private static boolean isRows(Path path) {
        String name = RunNames.file(path).toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(ending -> name.endsWith("." + ending));
    }

    /// Asks for a file of rows.
    static Optional<Path> ask(FileDialogs dialogs) {
        return dialogs
                .openFiles(
                        "Choose a file of rows",
                        "Rows and texts",
                        ENDINGS.stream().map(ending -> "*." + ending).toList())
                .stream()
                .findFirst();
    }

    /// @param isText whether the form is that of a run
    void show(Form form, boolean isText) {
        all = available(form);
        Nodes.visible(ofFile, form.train().isPresent());
        fields.show(form, isText);
        Optional<DataFacts> facts = model.rows().factsProperty().get();
        available.setText(
                all > 0
                        ? "of " + Amounts.count(all)
                        : facts.map(one -> "of " + Amounts.count(one.available())).orElse(""));
    }

    private int available(Form form) {
        return form.train().isEmpty()
                ? 0
                : model.rows()
                        .columnsProperty()
                        .get()
                        .answer()
                        .flatMap(RowsLook.Columns::table)
                        .map(table -> table.rows().size())
                        .orElse(0);
    }

    /// All of another file is said by how many it has.
    private double heldOutRows(Form form) {
        int said = form.rows().heldOutRows();
        return said > 0 || form.rows().heldOut().isEmpty()
                ? said
                : model.rows().factsProperty().get().map(DataFacts::heldOut).orElse(0);
    }

    private void showFile(Form form) {
        file.setText(form.train().map(RowsForm::called).orElse("Choose a file"));
        file.setTooltip(form.train().map(one -> new Tooltip(one.file().toString())).orElse(null));
    }

    /// A file with its folder, since many are called alike: `sst2/train.tsv`.
    private static String called(DataChoice choice) {
        Path folder = choice.file().getParent();
        String name = RunNames.file(choice.file());
        return folder == null || folder.getFileName() == null
                ? name
                : RunNames.file(folder) + "/" + name;
    }

    private void showWords(Form form) {
        Optional<TaskReader> reader =
                model.rows().columnsProperty().get().answer().flatMap(RowsLook.Columns::reader);
        words.setText(reader.map(TaskReader::wording).orElse("by its columns"));
        words.setTooltip(new Tooltip(words.getText()));
    }

    private void showHeldOut(Form form) {
        heldOut.setText(
                form.rows().heldOut().map(one -> RunNames.file(one.file())).orElse("of this file"));
        heldOut.setAccessibleText("Held-out rows: " + heldOut.getText());
        heldOut.setTooltip(
                form.rows().heldOut().map(one -> new Tooltip(one.file().toString())).orElse(null));
    }

    private List<MenuItem> files() {
        List<MenuItem> items = new ArrayList<>();
        for (DataChoice known : model.form().known()) {
            items.add(Nodes.item(called(known), () -> model.form().takeRows(asTrain(known))));
        }
        if (!items.isEmpty()) {
            items.add(new SeparatorMenuItem());
        }
        items.add(
                Nodes.item(
                        "Choose a file…",
                        () -> ask(context.dialogs()).ifPresent(model.form()::takeRows)));
        boolean isChosen = model.form().formProperty().get().train().isPresent();
        if (isChosen) {
            items.add(Nodes.item("Read it again", model::readAgain));
        }
        return items;
    }

    /// What Evaluate knows of a file counts here too, but for how many of its rows are asked.
    static DataChoice asTrain(DataChoice known) {
        return DataChoice.of("train", known.file())
                .withName(known.name())
                .withTask(known.task(), known.wording())
                .withHints(known.hints());
    }

    private List<MenuItem> wordItems() {
        return model.form()
                .formProperty()
                .get()
                .train()
                .map(
                        choice ->
                                List.copyOf(
                                        WordMenu.of(
                                                        choice,
                                                        RunNames.rows(choice),
                                                        context.dialogs(),
                                                        (task, wording) ->
                                                                model.form()
                                                                        .changeTrain(
                                                                                "words",
                                                                                one ->
                                                                                        one
                                                                                                .withTask(
                                                                                                        task,
                                                                                                        wording)))
                                                .getItems()))
                .orElse(List.of());
    }

    private List<MenuItem> heldOutItems() {
        List<MenuItem> items = new ArrayList<>();
        items.add(
                Nodes.item(
                        "Of this file, split off by the seed",
                        () ->
                                model.form()
                                        .change(
                                                "held-out rows",
                                                form ->
                                                        form.withRows(
                                                                form.rows()
                                                                        .withHeldOut(
                                                                                Optional.empty(),
                                                                                Math.min(
                                                                                        all / 10,
                                                                                        500))))));
        items.add(
                Nodes.item(
                        "Of another file…",
                        () -> ask(context.dialogs()).ifPresent(model.form()::holdOut)));
        return items;
    }
}
