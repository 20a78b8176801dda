package org.taskvectors.ui.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.metric.NumbersTable;
import org.taskvectors.figure.MiddleShort;
import org.taskvectors.ui.common.Tables;

/// The numbers of the figures as a table that can be sorted by each of them.
final class TablePane {
    private static final PseudoClass MARKED = PseudoClass.getPseudoClass("marked");
    private static final PseudoClass ALL = PseudoClass.getPseudoClass("all");

    /// Where there is little room, a heading of words takes no more than this; the rest is in its
    /// tooltip.
    private static final int LETTERS = 20;

    private static final KeyCombination COPY =
            new KeyCodeCombination(KeyCode.C, KeyCombination.SHORTCUT_DOWN);
    private static final double CHARACTER = 6.2;
    private static final double DIGIT = 7.4;
    private static final double PADDING = 18;
    private static final double FIRST = 160;

    private final CompareViewModel model;
    private final TableView<NumbersTable.Row> view;
    private Optional<NumbersTable> table = Optional.empty();
    private List<NumbersTable.Column> columns = List.of();
    private boolean isWide;
    private String groupTitle = "";
    private boolean following;
    private boolean areExplained = true;

    TablePane(CompareViewModel model, TableView<NumbersTable.Row> view) {
        this.model = model;
        this.view = view;
        Tables.dress(view);
        view.setColumnResizePolicy(TableView.UNCONSTRAINED_RESIZE_POLICY);
        view.setRowFactory(_ -> row());
        view.setSortPolicy(
                _ -> {
                    FXCollections.sort(view.getItems(), order());
                    return true;
                });
        view.getSelectionModel()
                .selectedItemProperty()
                .addListener((_, _, selected) -> selected(selected));
        view.widthProperty().addListener((_, _, _) -> resized());
        view.needsLayoutProperty()
                .addListener(
                        (_, _, needsLayout) -> {
                            if (!needsLayout && !areExplained) {
                                Platform.runLater(this::explain); // Its layout has only begun.
                            }
                        });
    }

    /// Gives the table a menu of its own, and the key that copies it.
    void setMenu(ExportMenu menu) {
        ContextMenu own = new ContextMenu();
        own.getItems().setAll(menu.ofTable());
        view.setContextMenu(own);
        view.addEventHandler(
                KeyEvent.KEY_PRESSED,
                event -> {
                    if (COPY.match(event)) {
                        own.getItems().getFirst().fire();
                        event.consume();
                    }
                });
    }

    /// Shows a table; the order that it was sorted in stays.
    void show(NumbersTable table) {
        this.table = Optional.of(table);
        if (!table.columns().equals(columns) || !table.groupTitle().equals(groupTitle)) {
            columns = table.columns();
            groupTitle = table.groupTitle();
            makeColumns(table);
        }
        following = true;
        view.getItems().setAll(Stream.concat(table.all().stream(), table.rows().stream()).toList());
        if (!view.getSortOrder().isEmpty()) {
            view.sort();
        }
        following = false;
        mark(model.chosenProperty().get(), false);
    }

    /// The order of the model, or that of a sorted column; the row of the whole scope stays first.
    private Comparator<NumbersTable.Row> order() {
        Comparator<NumbersTable.Row> sorted = view.getComparator();
        return Comparator.comparing((NumbersTable.Row row) -> !isAll(row))
                .thenComparing(
                        sorted == null ? Comparator.comparingInt(NumbersTable.Row::index) : sorted);
    }

    private static boolean isAll(NumbersTable.Row row) {
        return row.group().equals(Group.ALL);
    }

    /// Marks the rows of a group.
    ///
    /// @param reveal whether the first of them is brought into sight
    void mark(Optional<Group> chosen, boolean reveal) {
        following = true;
        int exact = -1;
        int first = -1;
        for (int i = 0; i < view.getItems().size(); i++) {
            Group group = view.getItems().get(i).group();
            if (exact < 0 && chosen.filter(group::equals).isPresent()) {
                exact = i;
            }
            if (first < 0 && chosen.filter(c -> Marks.covers(c, group)).isPresent()) {
                first = i;
            }
        }
        if (exact >= 0) {
            view.getSelectionModel().clearAndSelect(exact);
        } else {
            view.getSelectionModel().clearSelection();
        }
        following = false;
        view.refresh();
        int shown = exact >= 0 ? exact : first;
        if (reveal && shown >= 0 && !view.isFocused()) {
            view.scrollTo(Math.max(0, shown - 3));
        }
    }

    private void selected(NumbersTable.@Nullable Row row) {
        if (!following && row != null) {
            model.select(row.group());
            if (isAll(row)) {
                Platform.runLater(view.getSelectionModel()::clearSelection);
            }
        }
    }

    private TableRow<NumbersTable.Row> row() {
        TableRow<NumbersTable.Row> row =
                new TableRow<>() {
                    @Override
                    protected void updateItem(NumbersTable.@Nullable Row item, boolean empty) {
                        super.updateItem(item, empty);
                        boolean marked =
                                item != null
                                        && !empty
                                        && model.chosenProperty()
                                                .get()
                                                .filter(c -> Marks.covers(c, item.group()))
                                                .isPresent();
                        pseudoClassStateChanged(MARKED, marked);
                        pseudoClassStateChanged(ALL, item != null && !empty && isAll(item));
                    }
                };
        row.setOnMouseClicked(
                event -> {
                    NumbersTable.Row item = row.getItem();
                    if (event.getButton() == MouseButton.PRIMARY
                            && event.getClickCount() == 2
                            && item != null
                            && !isAll(item)
                            && item.group().tensor().isEmpty()) {
                        model.drill(item.group());
                    }
                });
        return row;
    }

    /// Headings are whole where all of them have room.
    private void resized() {
        if (table.isPresent() && isWide != hasRoom(table.get())) {
            makeColumns(table.get());
        } else {
            spread();
        }
    }

    private boolean hasRoom(NumbersTable of) {
        double needed =
                of.columns().stream()
                        .mapToDouble(column -> column.title().length() * CHARACTER + PADDING)
                        .sum();
        return FIRST + needed < view.getWidth();
    }

    private void makeColumns(NumbersTable table) {
        isWide = hasRoom(table);
        List<String> sortedBy = view.getSortOrder().stream().map(TableColumn::getText).toList();
        List<TableColumn.SortType> directions =
                view.getSortOrder().stream().map(TableColumn::getSortType).toList();
        List<TableColumn<NumbersTable.Row, ?>> made = new ArrayList<>();
        made.add(groupColumn(table));
        for (int i = 0; i < table.columns().size(); i++) {
            made.add(column(table, i));
        }
        view.getColumns().setAll(made);
        areExplained = false;
        Platform.runLater(this::explain);
        view.getSortOrder().clear();
        for (int i = 0; i < sortedBy.size(); i++) {
            String title = sortedBy.get(i);
            TableColumn.SortType direction = directions.get(i);
            view.getColumns().stream()
                    .filter(column -> column.getText().equals(title))
                    .findFirst()
                    .ifPresent(
                            column -> {
                                column.setSortType(direction);
                                view.getSortOrder().add(column);
                            });
        }
        spread();
    }

    private static TableColumn<NumbersTable.Row, NumbersTable.Row> groupColumn(NumbersTable table) {
        TableColumn<NumbersTable.Row, NumbersTable.Row> column =
                new TableColumn<>(table.groupTitle());
        column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
        column.setComparator((a, b) -> Integer.compare(a.index(), b.index()));
        column.setCellFactory(
                _ ->
                        new TableCell<>() {
                            @Override
                            protected void updateItem(
                                    NumbersTable.@Nullable Row item, boolean empty) {
                                super.updateItem(item, empty);
                                setText(empty || item == null ? null : item.group().label());
                            }
                        });
        int longest =
                table.rows().stream().mapToInt(row -> row.group().label().length()).max().orElse(5);
        longest = Math.max(longest, table.groupTitle().length());
        column.setPrefWidth(Math.clamp(longest * CHARACTER + 28, 84, 420));
        column.setReorderable(false);
        return column;
    }

    private TableColumn<NumbersTable.Row, Double> column(NumbersTable table, int index) {
        NumbersTable.Column of = table.columns().get(index);
        TableColumn<NumbersTable.Row, Double> column =
                Tables.numbers(heading(of), row -> row.values().get(index), of.quantity()::write);
        column.setComparator(new UndefinedLast(column));
        int longest =
                Stream.concat(table.rows().stream(), table.all().stream())
                        .mapToInt(row -> of.quantity().write(row.values().get(index)).length())
                        .max()
                        .orElse(0);
        double title = heading(of).length() * CHARACTER + PADDING;
        column.setMinWidth(Math.max(72, Math.max(title, longest * DIGIT + 22)));
        column.setPrefWidth(column.getMinWidth());
        column.setReorderable(false);
        return column;
    }

    private String heading(NumbersTable.Column of) {
        return isWide ? of.title() : MiddleShort.of(of.title(), String::length, LETTERS);
    }

    /// Says in tooltips what the numbers of the columns mean. A head is a node of its own only once
    /// the table has laid itself out, so it is tried after each layout until all of them are there.
    private void explain() {
        if (areExplained) {
            return;
        }
        boolean areThere = true;
        for (int i = 0; i < columns.size() && i + 1 < view.getColumns().size(); i++) {
            Node head = view.getColumns().get(i + 1).getStyleableNode();
            areThere &= head != null;
            if (head != null) {
                Tooltip.install(head, new Tooltip(explanation(columns.get(i))));
            }
        }
        areExplained = areThere;
    }

    private String explanation(NumbersTable.Column of) {
        return heading(of).equals(of.title())
                ? of.explanation()
                : of.title() + "\n" + of.explanation();
    }

    /// Numbers share the room that is left, so that a few of them do not huddle at the left.
    private void spread() {
        if (view.getColumns().size() < 2) {
            return;
        }
        double least = 0;
        for (TableColumn<NumbersTable.Row, ?> column : view.getColumns()) {
            least += column.getMinWidth();
        }
        double room = view.getWidth() - 18 - least - first().getPrefWidth() + first().getMinWidth();
        double more = Math.max(0, room / (view.getColumns().size() - 1));
        view.getColumns().stream()
                .skip(1)
                .forEach(column -> column.setPrefWidth(column.getMinWidth() + more));
    }

    private TableColumn<NumbersTable.Row, ?> first() {
        return Objects.requireNonNull(view.getColumns().getFirst());
    }
}
