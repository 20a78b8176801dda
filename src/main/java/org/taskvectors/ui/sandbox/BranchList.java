package org.taskvectors.ui.sandbox;

import java.util.List;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputDialog;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.inference.Side;
import org.taskvectors.ui.common.Tables;

/// The texts of this question: each side's answer, and the branches that left them.
final class BranchList extends VBox {
    private static final int LONG = 90;

    private final SandboxViewModel model;
    private final TableView<Branch> table = new TableView<>();
    private final Button tree = new Button("as a tree…");
    private boolean isShowing;

    BranchList(SandboxViewModel model) {
        this.model = model;
        getStyleClass().addAll("card", "lower-card");
        setId("branches");
        Label title = new Label("Branches");
        title.getStyleClass().add("card-title");
        Tables.dress(table);
        table.setAccessibleText("Answers and branches");
        table.setId("branch-table");
        TableColumn<Branch, Branch> text = new TableColumn<>("text");
        text.setCellValueFactory(
                row -> new javafx.beans.property.ReadOnlyObjectWrapper<>(row.getValue()));
        text.setCellFactory(_ -> new TextCell());
        TableColumn<Branch, Double> from =
                Tables.numbers(
                        "from token",
                        branch -> branch.parent().isPresent() ? branch.from() + 1 : Double.NaN,
                        BranchList::whole);
        TableColumn<Branch, Double> tokens =
                Tables.numbers("tokens", branch -> branch.tokens().size(), BranchList::whole);
        for (TableColumn<Branch, Double> each : List.of(from, tokens)) {
            each.setMinWidth(80);
            each.setMaxWidth(96);
        }
        text.setPrefWidth(300);
        List.<TableColumn<Branch, ?>>of(text, from, tokens)
                .forEach(
                        column -> {
                            column.setSortable(false);
                            column.setReorderable(false);
                            table.getColumns().add(column);
                        });
        table.setRowFactory(_ -> row());
        table.getSelectionModel()
                .selectedItemProperty()
                .addListener(
                        (_, _, now) -> {
                            if (!isShowing && now != null) {
                                model.exchange()
                                        .branches()
                                        .branch(now.id())
                                        .ifPresent(model.exchange().branches()::show);
                            }
                        });
        Label nothing = new Label("What is answered is listed here, and where texts part.");
        nothing.setWrapText(true);
        nothing.getStyleClass().add("secondary");
        table.setPlaceholder(nothing);
        VBox.setVgrow(table, Priority.ALWAYS);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        tree.setId("branches-tree");
        tree.getStyleClass().setAll("button", "link", "small");
        tree.setAccessibleText("Show the branches as a tree");
        HBox head = new HBox(12, title, space, tree);
        head.getStyleClass().add("side-head");
        getChildren().setAll(head, table);
    }

    private static String whole(double number) {
        return Double.isNaN(number) ? Digits.DASH : Long.toString(Math.round(number));
    }

    /// @param action shows the texts as a tree
    void onTree(Runnable action) {
        tree.setOnAction(_ -> action.run());
    }

    /// Shows the texts as they are now.
    void show() {
        tree.setDisable(model.exchange().branches().all().isEmpty());
        isShowing = true;
        List<Branch> all = model.exchange().branches().all();
        if (!table.getItems().equals(all)) {
            table.getItems().setAll(all);
        }
        Optional<Branch> edited = model.exchange().branches().shown(Side.EDITED);
        Optional<Branch> base = model.exchange().branches().shown(Side.BASE);
        edited.or(() -> base)
                .ifPresentOrElse(
                        branch -> {
                            if (!table.isFocused()) {
                                table.getSelectionModel().select(branch);
                            }
                        },
                        () -> table.getSelectionModel().clearSelection());
        isShowing = false;
    }

    private TableRow<Branch> row() {
        TableRow<Branch> row = new TableRow<>();
        row.itemProperty()
                .addListener((_, _, now) -> row.setContextMenu(now == null ? null : menu(now)));
        return row;
    }

    private ContextMenu menu(Branch branch) {
        Branches branches = model.exchange().branches();
        MenuItem pin = new MenuItem(branch.isPinned() ? "Unpin" : "Pin");
        pin.setOnAction(_ -> branches.pin(branch, !branch.isPinned()));
        MenuItem rename = new MenuItem("Rename…");
        rename.setOnAction(
                _ -> {
                    TextInputDialog dialog = new TextInputDialog(branch.name());
                    dialog.initOwner(getScene().getWindow());
                    dialog.setTitle("Rename");
                    dialog.setHeaderText(null);
                    dialog.setContentText("Name of this branch");
                    dialog.showAndWait().ifPresent(name -> branches.rename(branch, name.strip()));
                });
        MenuItem delete = new MenuItem("Delete");
        delete.setDisable(branch.parent().isEmpty());
        delete.setOnAction(_ -> branches.delete(branch));
        return new ContextMenu(pin, rename, delete);
    }

    /// The side's word, or the token that was taken, and how the text begins or goes on.
    private final class TextCell extends TableCell<Branch, Branch> {
        private final Label word = new Label();
        private final Label text = new Label();
        private final HBox box = new HBox(8, word, text);

        TextCell() {
            word.setMinWidth(USE_PREF_SIZE);
            text.setMinWidth(0);
            box.getStyleClass().add("branch-text");
        }

        @Override
        protected void updateItem(@Nullable Branch branch, boolean isEmpty) {
            super.updateItem(branch, isEmpty);
            if (isEmpty || branch == null) {
                setGraphic(null);
                return;
            }
            int depth = depth(branch);
            box.setStyle("-fx-padding: 0 0 0 " + 16 * depth + ";");
            boolean isAnswer = depth == 0;
            String side = branch.side() == Side.BASE ? "base" : "edited";
            String taken =
                    isAnswer ? side : "└ " + branch.tokens().get(branch.from()).text().strip();
            word.setText(branch.name().isEmpty() ? taken : branch.name());
            word.getStyleClass().setAll("label", isAnswer ? "medium" : "branch-token");
            String whole = branch.text().replace('\n', ' ').strip();
            StringBuilder before = new StringBuilder();
            branch.tokens().stream()
                    .limit(isAnswer ? 0 : branch.from())
                    .forEach(token -> before.append(token.text()));
            String rest =
                    isAnswer || before.length() > branch.text().length()
                            ? whole
                            : "… " + branch.text().substring(before.length()).replace('\n', ' ');
            text.setText(
                    (rest.length() > LONG ? rest.substring(0, LONG) + "…" : rest)
                            + (branch.isPinned() ? " · pinned" : ""));
            text.getStyleClass().setAll("label", "muted");
            setGraphic(box);
        }

        private int depth(Branch branch) {
            int depth = 0;
            Optional<Branch> at = Optional.of(branch);
            while (at.flatMap(Branch::parent).isPresent()) {
                depth++;
                at = model.exchange().branches().branch(at.get().parent().orElseThrow());
            }
            return depth;
        }
    }
}
