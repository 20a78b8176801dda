package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javafx.css.PseudoClass;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.inference.Side;
import org.taskvectors.sandbox.HistoryEntry;
import org.taskvectors.sandbox.Laid;
import org.taskvectors.ui.common.Tables;

/// What was asked before: a click puts everything of a run back.
final class HistoryCard extends VBox {
    private static final PseudoClass MARKED = PseudoClass.getPseudoClass("marked");
    private static final int MOST_VECTORS = 4;

    private final SandboxViewModel model;
    private final TableView<HistoryEntry> table = new TableView<>();
    private final Label notice = new Label();
    private final MenuButton export = new MenuButton("Export…");
    private final Button clear = new Button("Clear");
    private List<String> columns = List.of();

    HistoryCard(SandboxViewModel model) {
        this.model = model;
        getStyleClass().addAll("card", "lower-card");
        setId("history");
        Label title = new Label("History");
        title.getStyleClass().add("card-title");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        export.getStyleClass().add("compact");
        export.getItems()
                .setAll(
                        item("Markdown…", () -> model.history().export(true)),
                        item("JSON lines…", () -> model.history().export(false)));
        clear.getStyleClass().setAll("button", "link", "small");
        clear.setAccessibleText("Clear the history but for pinned runs");
        clear.setOnAction(_ -> model.history().clear());
        clear.setId("clear-history");
        HBox head = new HBox(12, title, space, clear, export);
        head.getStyleClass().add("side-head");
        Tables.dress(table);
        table.setId("history-table");
        table.setAccessibleText("Runs; Enter puts one back");
        Label nothing = new Label("Runs are kept here, in the workspace's folder only.");
        nothing.setWrapText(true);
        nothing.getStyleClass().add("secondary");
        table.setPlaceholder(nothing);
        table.setRowFactory(_ -> row());
        table.setOnKeyPressed(
                event -> {
                    HistoryEntry entry = table.getSelectionModel().getSelectedItem();
                    if (event.getCode() == KeyCode.ENTER && entry != null) {
                        model.history().restore(entry);
                        event.consume();
                    }
                });
        notice.getStyleClass().add("secondary");
        notice.setWrapText(true);
        notice.setMinHeight(USE_PREF_SIZE);
        VBox.setVgrow(table, Priority.ALWAYS);
        getChildren().setAll(head, table, notice);
    }

    /// Shows the runs, newest first.
    void show() {
        List<HistoryEntry> newest = new ArrayList<>(model.history().entriesProperty().get());
        Collections.reverse(newest);
        List<String> names = names(newest);
        if (!names.equals(columns) || table.getColumns().isEmpty()) {
            columns = names;
            table.getColumns().setAll(columns(names));
        }
        if (!table.getItems().equals(newest)) {
            table.getItems().setAll(newest);
            // Else the table keeps the row that was on top, and the new one lies above it.
            table.scrollTo(0);
        }
        String said = model.history().noticeProperty().get();
        notice.setText(said);
        notice.setVisible(!said.isEmpty());
        notice.setManaged(!said.isEmpty());
        export.setDisable(newest.isEmpty());
        clear.setDisable(newest.isEmpty());
        table.refresh();
    }

    private static List<String> names(List<HistoryEntry> newest) {
        Set<String> names = new LinkedHashSet<>();
        for (HistoryEntry entry : newest) {
            entry.names().stream().filter(_ -> names.size() < MOST_VECTORS).forEach(names::add);
        }
        return List.copyOf(names);
    }

    private static List<TableColumn<HistoryEntry, ?>> columns(List<String> names) {
        List<TableColumn<HistoryEntry, ?>> all = new ArrayList<>();
        TableColumn<HistoryEntry, String> title =
                Tables.words(
                        "Prompt",
                        entry ->
                                (entry.isPinned() ? "★ " : "")
                                        + entry.title().replace('\n', ' ')
                                        + (entry.fork().isPresent() ? " · branch" : "")
                                        + (entry.vectors().stream().anyMatch(Laid::isCurve)
                                                ? " · curve"
                                                : ""));
        title.setPrefWidth(240);
        all.add(title);
        for (String name : names) {
            TableColumn<HistoryEntry, Double> column =
                    Tables.numbers(
                            "λ " + name,
                            entry -> lambda(entry, name),
                            value -> Digits.decimals(2).format(value));
            column.setPrefWidth(70);
            all.add(column);
        }
        TableColumn<HistoryEntry, String> share =
                Tables.words("Edited answers", HistoryCard::answer);
        share.setPrefWidth(130);
        all.add(share);
        all.forEach(column -> column.setReorderable(false));
        return all;
    }

    private static double lambda(HistoryEntry entry, String name) {
        int at = entry.names().indexOf(name);
        return at < 0 ? Double.NaN : entry.vectors().get(at).knob().lambda();
    }

    /// The edited side's likeliest label with its probability; its text where there are no labels.
    private static String answer(HistoryEntry entry) {
        HistoryEntry.Reply reply = entry.answers().get(Side.EDITED);
        if (reply == null) {
            return Digits.DASH;
        }
        return reply.labels().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(best -> best.getKey() + " " + Digits.decimals(3).format(best.getValue()))
                .orElse(reply.text().replace('\n', ' ').strip());
    }

    private TableRow<HistoryEntry> row() {
        TableRow<HistoryEntry> row =
                new TableRow<>() {
                    @Override
                    protected void updateItem(HistoryEntry entry, boolean isEmpty) {
                        super.updateItem(entry, isEmpty);
                        boolean isShown =
                                !isEmpty
                                        && entry != null
                                        && Objects.equals(
                                                entry.id(),
                                                model.history().restoredProperty().get());
                        pseudoClassStateChanged(MARKED, isShown);
                        setContextMenu(isEmpty || entry == null ? null : menu(entry));
                    }
                };
        row.setOnMouseClicked(
                event -> {
                    boolean isPlain =
                            event.getButton() == javafx.scene.input.MouseButton.PRIMARY
                                    && !row.isEmpty();
                    if (isPlain) {
                        model.history().restore(row.getItem());
                    }
                });
        return row;
    }

    private ContextMenu menu(HistoryEntry entry) {
        return new ContextMenu(
                item(
                        entry.isPinned() ? "Unpin" : "Pin",
                        () -> model.history().pin(entry, !entry.isPinned())),
                item("Delete", () -> model.history().delete(entry)));
    }

    private static MenuItem item(String text, Runnable action) {
        MenuItem item = new MenuItem(text);
        item.setOnAction(_ -> action.run());
        return item;
    }
}
