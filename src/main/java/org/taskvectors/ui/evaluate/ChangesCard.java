package org.taskvectors.ui.evaluate;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.ListChangeListener;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.evaluation.Comparison;
import org.taskvectors.figure.MatrixFigure;
import org.taskvectors.figure.study.ChangedRow;
import org.taskvectors.figure.study.PictureMaker;
import org.taskvectors.figure.study.PointPicture;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.Tables;
import org.taskvectors.ui.common.Tag;

/// The examples whose answer changed, the largest change first. A click asks one in Prompt.
final class ChangesCard extends VBox {
    private static final double SCROLL_BAR = 16;

    private final EvaluateViewModel model;
    private final PointCard matrices;
    private final TableView<ChangedRow> table = new TableView<>();
    private final ToggleButton all = chip("all");
    private final Map<Comparison.Kind, ToggleButton> kinds = new EnumMap<>(Comparison.Kind.class);
    private final ToggleButton ofCell = chip("");
    private final Label footer = new Label();
    private final Label placeholder = new Label();
    private Optional<Comparison.Kind> kind = Optional.empty();
    private Optional<PointPicture> shown = Optional.empty();
    private boolean isText;
    private TableColumn<ChangedRow, String> truthColumn = new TableColumn<>();
    private TableColumn<ChangedRow, String> base = new TableColumn<>();
    private TableColumn<ChangedRow, String> edited = new TableColumn<>();

    ChangesCard(EvaluateViewModel model, PointCard matrices, TableActs acts) {
        this.model = model;
        this.matrices = matrices;
        getStyleClass().addAll("card", "changes-card");
        setId("changes-card");
        setMinWidth(0);
        Label title = new Label("Changed examples");
        title.getStyleClass().add("card-title");
        title.setMinWidth(USE_PREF_SIZE);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox head = new HBox(8, title, space, ofCell, all);
        head.getStyleClass().add("changes-head");
        for (Comparison.Kind one : Comparison.Kind.values()) {
            ToggleButton chip = chip(one.name().toLowerCase(Locale.ROOT));
            chip.setOnAction(_ -> choose(Optional.of(one)));
            kinds.put(one, chip);
            head.getChildren().add(chip);
        }
        all.setOnAction(_ -> choose(Optional.empty()));
        ofCell.setOnAction(_ -> matrices.cellProperty().set(Optional.empty()));
        ofCell.setTooltip(new Tooltip("Shows the examples of all cells again"));
        matrices.cellProperty().addListener((_, _, _) -> show());
        footer.getStyleClass().add("secondary");
        footer.setMinWidth(0);
        placeholder.setWrapText(true);
        makeTable(acts);
        VBox.setVgrow(table, Priority.ALWAYS);
        getChildren().setAll(head, table, footer);
    }

    private static ToggleButton chip(String text) {
        ToggleButton chip = new ToggleButton(text);
        chip.getStyleClass().setAll("chip");
        chip.setMinWidth(USE_PREF_SIZE);
        return chip;
    }

    private void makeTable(TableActs acts) {
        Tables.dress(table);
        table.setId("changes");
        table.setPlaceholder(placeholder);
        table.setAccessibleText("Examples whose answer changed; Enter asks one in Prompt");
        TableColumn<ChangedRow, String> text = Tables.words("Example", ChangedRow::text);
        TableColumn<ChangedRow, String> truth = Tables.words("truth", ChangedRow::truth);
        base = value("base");
        edited = value("edited");
        TableColumn<ChangedRow, Comparison.Kind> what = what();
        table.setColumnResizePolicy(TableView.UNCONSTRAINED_RESIZE_POLICY);
        truth.widthProperty().addListener((_, _, _) -> spread(text));
        table.widthProperty().addListener((_, _, _) -> spread(text));
        table.getColumns().addListener((ListChangeListener<Object>) _ -> spread(text));
        text.getStyleClass().add("example");
        text.setMinWidth(90);
        truth.setMinWidth(60);
        truthColumn = truth;
        table.getColumns().setAll(List.of(text, truth, base, edited, what));
        table.getColumns().forEach(column -> column.setReorderable(false));
        table.setRowFactory(_ -> row());
        table.setOnKeyPressed(
                event -> {
                    ChangedRow chosen = table.getSelectionModel().getSelectedItem();
                    if (event.getCode() == KeyCode.ENTER && chosen != null) {
                        model.ask(chosen);
                        event.consume();
                    }
                });
        ContextMenu menu = new ContextMenu();
        menu.getItems()
                .setAll(
                        acts.ofTable(
                                () -> model.findings().maker().flatMap(PictureMaker::changes)));
        table.setContextMenu(menu);
    }

    /// The example has the room that the other columns leave.
    private void spread(TableColumn<ChangedRow, String> text) {
        double others =
                table.getColumns().stream()
                        .filter(column -> !column.equals(text))
                        .mapToDouble(TableColumn::getWidth)
                        .sum();
        text.setPrefWidth(Math.max(text.getMinWidth(), table.getWidth() - others - SCROLL_BAR));
    }

    private TableColumn<ChangedRow, String> value(String head) {
        Function<ChangedRow, String> text =
                row -> {
                    boolean isBase = head.equals("base");
                    double p =
                            isBase
                                    ? row.change().baseProbability()
                                    : row.change().editedProbability();
                    boolean isFree = shown.filter(one -> one.followed().isEmpty()).isPresent();
                    return isFree
                            ? isBase ? row.baseAnswer() : row.editedAnswer()
                            : Digits.decimals(3).format(p);
                };
        TableColumn<ChangedRow, String> column = Tables.words(head, text);
        column.getStyleClass().add("number");
        column.setPrefWidth(58);
        column.setMinWidth(56);
        return column;
    }

    private static TableColumn<ChangedRow, Comparison.Kind> what() {
        TableColumn<ChangedRow, Comparison.Kind> column = new TableColumn<>("");
        column.setCellValueFactory(
                row -> new ReadOnlyObjectWrapper<>(row.getValue().change().kind()));
        column.setCellFactory(
                _ ->
                        new TableCell<>() {
                            @Override
                            protected void updateItem(
                                    Comparison.@Nullable Kind item, boolean empty) {
                                super.updateItem(item, empty);
                                setGraphic(empty || item == null ? null : tag(item));
                            }
                        });
        column.setPrefWidth(68);
        column.setMinWidth(66);
        return column;
    }

    private static Tag tag(Comparison.Kind kind) {
        return switch (kind) {
            case GAINED -> new Tag("gained", Tag.Kind.GOOD);
            case LOST -> new Tag("lost", Tag.Kind.BAD);
            case OTHER -> new Tag("other", Tag.Kind.NEUTRAL);
        };
    }

    private TableRow<ChangedRow> row() {
        TableRow<ChangedRow> row =
                new TableRow<>() {
                    @Override
                    protected void updateItem(@Nullable ChangedRow item, boolean empty) {
                        super.updateItem(item, empty);
                        setTooltip(empty || item == null ? null : tip(item));
                    }
                };
        row.setOnMouseClicked(
                event -> {
                    ChangedRow item = row.getItem();
                    if (event.getButton() == MouseButton.PRIMARY && item != null) {
                        model.ask(item);
                    }
                });
        return row;
    }

    private static Tooltip tip(ChangedRow item) {
        StringBuilder text = new StringBuilder();
        item.row()
                .values()
                .forEach(
                        (name, value) -> text.append(name).append(": ").append(value).append('\n'));
        text.append("truth ")
                .append(item.truth())
                .append(", base answers ")
                .append(item.baseAnswer())
                .append(", edited ")
                .append(item.editedAnswer());
        Tooltip tip = new Tooltip(text.toString());
        tip.setWrapText(true);
        tip.setMaxWidth(460);
        return tip;
    }

    private void choose(Optional<Comparison.Kind> now) {
        kind = now;
        show();
    }

    /// @param isText whether it is asked for its perplexity, so that it has no answers
    void show(Optional<PointPicture> now, boolean isText) {
        shown = now;
        this.isText = isText;
        show();
    }

    private void show() {
        List<ChangedRow> changes = shown.map(PointPicture::changes).orElse(List.of());
        all.setText("all " + Amounts.count(changes.size()));
        all.setSelected(kind.isEmpty());
        kinds.forEach(
                (one, chip) -> {
                    long count = changes.stream().filter(row -> row.change().kind() == one).count();
                    chip.setText(one.name().toLowerCase(Locale.ROOT) + " " + Amounts.count(count));
                    chip.setSelected(kind.equals(Optional.of(one)));
                    Nodes.visible(chip, one != Comparison.Kind.OTHER || count > 0);
                });
        Optional<MatrixFigure.Cell> cell = matrices.cellProperty().get();
        Nodes.visible(ofCell, cell.isPresent());
        ofCell.setSelected(true);
        cell.ifPresent(one -> ofCell.setText(words(one) + "  ×"));
        List<ChangedRow> rows =
                changes.stream()
                        .filter(row -> kind.isEmpty() || row.change().kind() == kind.get())
                        .filter(row -> cell.isEmpty() || isOf(row, cell.get()))
                        .toList();
        if (!table.getItems().equals(rows)) {
            table.getItems().setAll(rows);
        }
        table.refresh();
        int longest = changes.stream().mapToInt(row -> row.truth().length()).max().orElse(8);
        truthColumn.setPrefWidth(Math.clamp(longest * 6.6 + 18, 60, 120));
        String followed = shown.map(PointPicture::followed).orElse("");
        placeholder.setText(
                isText
                        ? "A text has no answers: its perplexity is beside."
                        : changes.isEmpty()
                                ? "No answer changed at this point."
                                : "No changed example is of this kind.");
        Nodes.visible(footer, !rows.isEmpty());
        footer.setText(
                (followed.isEmpty() ? "" : followed + ", largest change first · ")
                        + Amounts.count(rows.size())
                        + (rows.size() == changes.size()
                                ? ""
                                : " of " + Amounts.count(changes.size()))
                        + " · a click asks it in Prompt");
    }

    private String words(MatrixFigure.Cell cell) {
        List<String> classes =
                shown.flatMap(PointPicture::matrices).map(MatrixFigure::classes).orElse(List.of());
        return classes.isEmpty()
                ? ""
                : (cell.side() == 0 ? "base: " : "edited: ")
                        + classes.get(cell.truth())
                        + " → "
                        + classes.get(cell.answer());
    }

    private static boolean isOf(ChangedRow row, MatrixFigure.Cell cell) {
        int answer = cell.side() == 0 ? row.change().base() : row.change().edited();
        return row.row().truth() == cell.truth() && answer == cell.answer();
    }
}
