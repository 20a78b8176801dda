package org.taskvectors.ui.sandbox;

import java.util.List;
import java.util.Optional;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.inference.Side;

/// The card of one token: what base and edited model expected there, and how the two differ.
final class TokenCard extends VBox {
    private static final PseudoClass HINTED = PseudoClass.getPseudoClass("hinted");
    private static final double ROW = 21;
    private static final int ROWS = 12;
    private static final int NONE = -1;

    private final SandboxViewModel model;
    private final boolean isPinned;
    private final Label title = new Label();
    private final Label figures = new Label();
    private final Column base = new Column("Base", "p", "base-bar");
    private final Column edited = new Column("Edited", "p", "edited-bar");
    private final Column difference = new Column("Difference", "Δp", "edited-bar");
    private final List<Column> columns = List.of(base, edited, difference);
    private final Label foot = new Label();
    private final Button compare = new Button("Ask the other side");
    private final Button go = new Button();
    private final Button layers = new Button("layers…");
    private final IntegerProperty hinted = new SimpleIntegerProperty(NONE);
    private Optional<Pointing.Card> shown = Optional.empty();
    private Optional<Pointing.Row> chosen = Optional.empty();

    /// @param isPinned whether it stays and rows of it can be chosen; else it floats below a token
    TokenCard(SandboxViewModel model, boolean isPinned) {
        this.model = model;
        this.isPinned = isPinned;
        getStyleClass().addAll("card", "token-card");
        setId(isPinned ? "token-card" : "token-popover");
        title.getStyleClass().add("token-title");
        title.setMinWidth(0);
        figures.getStyleClass().add("secondary");
        figures.setMinWidth(USE_PREF_SIZE);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        Button close = new Button();
        close.setGraphic(FontIcon.of(Feather.X, 14));
        close.getStyleClass().setAll("icon-button");
        close.setAccessibleText("Close the token's card");
        close.setOnAction(_ -> model.pointing().close());
        visible(close, isPinned);
        layers.setId(isPinned ? "token-layers" : "popover-layers");
        layers.getStyleClass().setAll("button", "link", "small");
        layers.setMinWidth(USE_PREF_SIZE);
        layers.setAccessibleText("What each layer would say: the logit lens");
        layers.setOnAction(_ -> shown.ifPresent(model.lens()::open));
        visible(layers, isPinned);
        HBox head = new HBox(8, title, figures, space, layers, close);
        head.setAlignment(Pos.CENTER_LEFT);
        HBox lists = new HBox(16);
        columns.forEach(
                column -> {
                    column.list.setFocusTraversable(isPinned);
                    HBox.setHgrow(column, Priority.ALWAYS);
                    lists.getChildren().add(column);
                });
        VBox.setVgrow(lists, Priority.ALWAYS);
        foot.getStyleClass().add("secondary");
        foot.setMinWidth(0);
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        go.setId("continue");
        go.getStyleClass().add("small");
        go.setMinWidth(0);
        go.setOnAction(_ -> goOn());
        compare.getStyleClass().add("compact");
        compare.setOnAction(_ -> shown.ifPresent(card -> model.exchange().compare(card.branch())));
        HBox tail = new HBox(8, foot, gap, compare, go);
        tail.setAlignment(Pos.CENTER_LEFT);
        tail.setMinHeight(isPinned ? 30 : 16);
        setMouseTransparent(!isPinned);
        getChildren().setAll(head, lists, tail);
    }

    /// Shows a token.
    void show(Pointing.Card card) {
        boolean isOther =
                shown.filter(was -> was.pointed().equals(card.pointed()))
                        .filter(was -> was.branch().id().equals(card.branch().id()))
                        .isEmpty();
        shown = Optional.of(card);
        if (isOther) {
            chosen = Optional.empty();
            columns.forEach(column -> column.list.getSelectionModel().clearSelection());
        }
        title.setText(card.title());
        figures.setText(card.figures());
        boolean isBase = card.pointed().side() == Side.BASE;
        base.show(card.base(), isBase ? card.kept() : Integer.MAX_VALUE);
        edited.show(card.edited(), isBase ? Integer.MAX_VALUE : card.kept());
        difference.show(card.difference(), Integer.MAX_VALUE);
        int most = Math.max(card.base().size(), card.edited().size());
        foot.setText("the likeliest " + most + " · " + card.cut());
        visible(
                compare,
                isPinned
                        && !card.isWhole()
                        && !model.exchange().busyProperty().get()
                        && card.branch().end().isPresent());
        layers.setDisable(model.exchange().busyProperty().get() || card.branch().end().isEmpty());
        showChosen();
    }

    private void showChosen() {
        visible(go, isPinned && chosen.isPresent());
        chosen.ifPresent(
                row -> {
                    go.setText("Continue from here with " + row.shown().strip());
                    go.setDisable(model.exchange().busyProperty().get());
                });
    }

    private void goOn() {
        if (shown.isPresent() && chosen.isPresent()) {
            Pointing.Card card = shown.get();
            int token = chosen.get().token();
            model.exchange().continueWith(card.branch(), card.pointed().token(), token);
        }
    }

    private static void visible(javafx.scene.Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }

    /// One column, sorted by itself.
    private final class Column extends VBox {
        private final ListView<Pointing.Row> list = new ListView<>();
        private final String bar;
        private double largest = 1;
        private int line = Integer.MAX_VALUE;

        Column(String word, String unit, String bar) {
            this.bar = bar;
            Label name = new Label(word);
            Label number = new Label(unit);
            Region space = new Region();
            HBox.setHgrow(space, Priority.ALWAYS);
            HBox head = new HBox(name, space, number);
            head.getStyleClass().add("token-column-head");
            list.setFixedCellSize(ROW);
            list.setPrefHeight(ROWS * ROW + 2);
            list.setMinHeight(4 * ROW);
            list.setPrefWidth(120);
            list.setMinWidth(60);
            list.setAccessibleText(word + ": the likeliest tokens");
            list.getStyleClass().add("token-rows");
            list.setCellFactory(_ -> new Cell(this));
            Label nothing = new Label("not asked yet");
            nothing.getStyleClass().add("secondary");
            list.setPlaceholder(nothing);
            list.getSelectionModel().selectedItemProperty().addListener((_, _, now) -> choose(now));
            list.setOnKeyPressed(
                    event -> {
                        if (event.getCode() == KeyCode.ENTER && chosen.isPresent()) {
                            goOn();
                            event.consume();
                        }
                    });
            VBox.setVgrow(list, Priority.ALWAYS);
            getChildren().setAll(head, list);
            setMinWidth(0);
        }

        private void choose(Pointing.@Nullable Row row) {
            if (row != null) {
                chosen = Optional.of(row);
                columns.stream()
                        .filter(column -> !column.equals(this))
                        .forEach(column -> column.list.getSelectionModel().clearSelection());
                showChosen();
            }
        }

        void show(List<Pointing.Row> rows, int kept) {
            largest = rows.stream().mapToDouble(row -> Math.abs(row.value())).max().orElse(1);
            line = kept;
            if (!list.getItems().equals(rows)) {
                list.getItems().setAll(rows);
            }
        }
    }

    private final class Cell extends ListCell<Pointing.Row> {
        private final Column column;
        private final Region bar = new Region();
        private final Label token = new Label();
        private final Label number = new Label();
        private final HBox words = new HBox(token, number);
        private final StackPane all = new StackPane(bar, words);

        Cell(Column column) {
            this.column = column;
            bar.getStyleClass().addAll("token-bar", column.bar);
            bar.setMaxWidth(0);
            StackPane.setAlignment(bar, Pos.CENTER_LEFT);
            token.getStyleClass().add("mono");
            token.setMinWidth(0);
            token.setMaxWidth(Double.MAX_VALUE);
            HBox.setHgrow(token, Priority.ALWAYS);
            number.getStyleClass().add("small");
            number.setMinWidth(USE_PREF_SIZE);
            words.setAlignment(Pos.CENTER_LEFT);
            all.setMinWidth(0);
            all.setPrefWidth(0);
            setOnMouseEntered(
                    _ -> {
                        Pointing.Row row = getItem();
                        hinted.set(row == null ? NONE : row.token());
                    });
            setOnMouseExited(_ -> hinted.set(NONE));
            hinted.addListener((_, _, _) -> hint());
        }

        private void hint() {
            Pointing.Row row = getItem();
            pseudoClassStateChanged(
                    HINTED, row != null && hinted.get() != NONE && row.token() == hinted.get());
        }

        @Override
        protected void updateItem(Pointing.@Nullable Row row, boolean isEmpty) {
            super.updateItem(row, isEmpty);
            getStyleClass().removeAll("cut", "cut-line");
            if (isEmpty || row == null) {
                setGraphic(null);
                setAccessibleText("");
                hint();
                return;
            }
            boolean isDifference = column.equals(difference);
            token.setText(row.shown().replace("\n", "↵"));
            number.setText(
                    isDifference
                            ? ShareBars.signed(row.value())
                            : Digits.decimals(3).format(row.value()));
            double share = column.largest <= 0 ? 0 : Math.abs(row.value()) / column.largest;
            bar.prefWidthProperty().bind(all.widthProperty().multiply(0.62 * share));
            bar.setMaxWidth(Region.USE_PREF_SIZE);
            bar.getStyleClass()
                    .setAll("token-bar", isDifference && row.value() < 0 ? "base-bar" : column.bar);
            if (row.isCut()) {
                getStyleClass().add("cut");
                if (getIndex() == column.line) {
                    getStyleClass().add("cut-line");
                }
            }
            setAccessibleText(row.shown() + ", " + number.getText() + (row.isCut() ? ", cut" : ""));
            setGraphic(all);
            hint();
        }
    }
}
