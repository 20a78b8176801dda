package org.taskvectors.ui.compare;

import java.util.List;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.figure.Figure;
import org.taskvectors.figure.FigureFormat;
import org.taskvectors.figure.FigureLegend;
import org.taskvectors.figure.FigureSize;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.figure.FigureView;

/// One figure with its heading, its legend, the choice of its pair and its own menu.
final class FigureCard extends VBox {
    private static final int LEGEND_BESIDE = 3;

    /// What the head holds beside heading and legend: its menu, gaps and the card's padding.
    private static final double HEAD_REST = 96;

    /// How high the names may stand above a figure: three rows. Eight vectors make 28 pairs, whose
    /// names would leave no room for the figure; they are scrolled.
    private static final double MOST_LEGEND = 62;

    private static final List<Integer> RESOLUTIONS = List.of(72, 150, 300, 600);

    private final CompareViewModel model;
    private final FigureSaver saver;
    private final FigureView view = new FigureView();
    private final FigureLegend legend;
    private final ScrollPane names = new ScrollPane();
    private final Label heading = new Label();
    private final MenuButton pairs = new MenuButton();
    private final MenuButton menu = new MenuButton();
    private final HBox head = new HBox();
    private final Region space = new Region();
    private @Nullable FigurePanel panel;
    private Optional<Group> last = Optional.empty();

    FigureCard(CompareViewModel model, FigureSaver saver, FigureTheme theme) {
        this.model = model;
        this.saver = saver;
        this.legend = new FigureLegend(theme);
        getStyleClass().addAll("card", "figure-card");
        setMinWidth(0);
        heading.getStyleClass().add("card-title");
        heading.setMinWidth(0);
        HBox.setHgrow(legend, Priority.ALWAYS);
        HBox.setHgrow(space, Priority.ALWAYS);
        legend.setMinWidth(0);
        legend.setPrefWrapLength(100);
        names.setFitToWidth(true);
        names.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        names.setMinHeight(USE_PREF_SIZE);
        names.setMaxHeight(USE_PREF_SIZE);
        legend.heightProperty()
                .addListener(
                        (_, _, height) ->
                                names.setPrefHeight(Math.min(MOST_LEGEND, height.doubleValue())));
        pairs.getStyleClass().add("link");
        pairs.setMnemonicParsing(false);
        pairs.setMinWidth(USE_PREF_SIZE);
        pairs.setAccessibleText("Which two vectors");
        menu.setGraphic(FontIcon.of(Feather.MORE_HORIZONTAL, 16));
        menu.getStyleClass().add("icon-button");
        menu.setMinWidth(USE_PREF_SIZE);
        menu.getItems().setAll(new MenuItem("…"));
        menu.setOnShowing(_ -> fillMenu());
        head.getChildren().setAll(heading, legend, pairs, menu);
        head.getStyleClass().add("figure-head");
        VBox.setVgrow(view, Priority.ALWAYS);
        view.setMinWidth(0);
        view.setOnChosen(spot -> of(panel).flatMap(p -> p.at(spot)).ifPresent(this::mark));
        view.addEventHandler(MouseEvent.MOUSE_CLICKED, this::clicked);
        setTheme(theme);
        getChildren().setAll(head, view);
        widthProperty().addListener((_, _, _) -> of(panel).ifPresent(p -> showLegend(p.figure())));
    }

    void setTheme(FigureTheme theme) {
        view.setTheme(theme);
        legend.setTheme(theme);
    }

    /// Shows a panel, with what was chosen marked.
    ///
    /// @param isNarrow whether the heading has little room
    void show(FigurePanel shown, Optional<Group> chosen, boolean isNarrow) {
        panel = shown;
        Figure figure = shown.marked(chosen);
        heading.setText(Headings.of(shown.id(), figure, isNarrow));
        showLegend(figure);
        if (!figure.equals(view.getFigure())) {
            view.setFigure(figure);
        }
        menu.setAccessibleText("Save or copy: " + heading.getText());
        setId("figure-" + shown.id());
        pairs.setVisible(!shown.pairs().isEmpty());
        pairs.setManaged(pairs.isVisible());
        pairs.setText(String.join(" · ", figure.about().vectors()));
        pairs.getItems()
                .setAll(shown.pairs().stream().map(pair -> (MenuItem) choice(pair)).toList());
    }

    /// Names stand beside the heading where they have room there, else below it.
    private void showLegend(Figure figure) {
        legend.setFigure(figure);
        double beside = getWidth() - heading.prefWidth(-1) - HEAD_REST;
        boolean below =
                legend.getChildren().size() > LEGEND_BESIDE
                        || (getWidth() > 0 && legend.rowWidth() > beside);
        boolean isBelow = getChildren().contains(names);
        if (below && !isBelow) {
            head.getChildren().set(head.getChildren().indexOf(legend), space);
            names.setContent(legend);
            getChildren().add(1, names);
            legend.setAlignment(Pos.CENTER_LEFT);
        } else if (!below && isBelow) {
            getChildren().remove(names);
            names.setContent(null);
            head.getChildren().set(head.getChildren().indexOf(space), legend);
            legend.setAlignment(Pos.CENTER_RIGHT);
        }
    }

    FigureView view() {
        return view;
    }

    private void mark(Group group) {
        model.mark(Optional.of(group));
    }

    private void clicked(MouseEvent event) {
        Optional<Group> chosen = model.chosenProperty().get();
        if (event.getButton() == MouseButton.PRIMARY
                && event.getClickCount() == 2
                && event.isStillSincePress()) {
            // The second click of two took the mark away again.
            last.or(() -> chosen).filter(group -> group.tensor().isEmpty()).ifPresent(model::drill);
        }
        last = chosen;
    }

    private RadioMenuItem choice(Pair pair) {
        RadioMenuItem item = new RadioMenuItem(model.pairName(pair));
        item.setMnemonicParsing(false);
        item.setSelected(pair.equals(model.pair()));
        item.setOnAction(_ -> model.choosePair(pair));
        return item;
    }

    private void fillMenu() {
        menu.getItems().clear();
        of(panel).ifPresent(shown -> fillMenu(shown.figure()));
    }

    private void fillMenu(Figure figure) {
        MenuItem copy = new MenuItem("Copy as image");
        copy.setOnAction(_ -> saver.copy(figure));
        menu.getItems().addAll(copy, new SeparatorMenuItem());
        for (FigureFormat format : FigureFormat.values()) {
            MenuItem save = new MenuItem("Save as " + format.name() + "…");
            save.setId("save-" + format.suffix());
            save.setOnAction(_ -> saver.save(figure, format));
            menu.getItems().add(save);
        }
        menu.getItems().add(new SeparatorMenuItem());
        ToggleGroup sizes = new ToggleGroup();
        for (FigureSize size :
                List.of(FigureSize.ONE_COLUMN, FigureSize.TWO_COLUMNS, FigureSize.SLIDE)) {
            RadioMenuItem item = new RadioMenuItem(size.label());
            item.setToggleGroup(sizes);
            item.setSelected(size.equals(saver.size()));
            item.setOnAction(_ -> saver.setSize(size));
            menu.getItems().add(item);
        }
        menu.getItems().add(new SeparatorMenuItem());
        ToggleGroup resolutions = new ToggleGroup();
        for (int dpi : RESOLUTIONS) {
            RadioMenuItem item = new RadioMenuItem(dpi + " dpi");
            item.setToggleGroup(resolutions);
            item.setSelected(dpi == saver.dpi());
            item.setOnAction(_ -> saver.setDpi(dpi));
            menu.getItems().add(item);
        }
    }

    private static <T> Optional<T> of(@Nullable T value) {
        return Optional.ofNullable(value);
    }
}
