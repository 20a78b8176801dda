package org.taskvectors.ui.figures;

import java.util.List;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Rectangle;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;
import org.taskvectors.figure.Figure;
import org.taskvectors.figure.FigureLegend;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.figure.FigureView;
import org.taskvectors.figure.RangeChoice;
import org.taskvectors.figure.RangedFigure;
import org.taskvectors.ui.common.PopOvers;

/// The card of one figure: its heading, its legend, controls of the place that shows it, the ⋯
/// menu, and the figure. Style classes `card` and `figure-card`.
public class FigureFrame extends VBox {
    private static final PseudoClass CHOSEN = PseudoClass.getPseudoClass("chosen");
    private static final int LEGEND_BESIDE = 3;

    /// What the head holds beside heading, legend and controls: its menu, gaps and the card's
    /// padding.
    private static final double HEAD_REST = 96;

    private final FigureView view = new FigureView();
    private final FigureLegend legend;
    private final Label heading = new Label();
    private final FigureMenu menu;
    private final FigureSaver saver;
    private final Button range = new Button(null, FontIcon.of(Feather.SLIDERS, 15));
    private final HBox head = new HBox();
    private final HBox controls = new HBox();
    private final Region space = new Region();
    private boolean isNamed = true;

    /// An empty card.
    ///
    /// @param saver saves and copies what is shown, without the mark of what was chosen
    @SuppressWarnings("this-escape")
    public FigureFrame(FigureSaver saver, FigureTheme theme) {
        this.saver = saver;
        this.legend = new FigureLegend(theme);
        this.menu = new FigureMenu(saver, () -> Optional.ofNullable(view.getFigure()));
        getStyleClass().addAll("card", "figure-card");
        setMinWidth(0);
        heading.getStyleClass().add("card-title");
        heading.setMinWidth(0);
        HBox.setHgrow(legend, Priority.ALWAYS);
        HBox.setHgrow(space, Priority.ALWAYS);
        legend.setMinWidth(0);
        controls.setAlignment(Pos.CENTER_RIGHT);
        controls.setSpacing(8);
        controls.setMinWidth(USE_PREF_SIZE);
        controls.managedProperty().bind(controls.visibleProperty());
        controls.setVisible(false);
        range.getStyleClass().addAll("icon-button", "figure-range");
        range.setMinWidth(USE_PREF_SIZE);
        range.setOnAction(_ -> chooseRange());
        range.managedProperty().bind(range.visibleProperty());
        range.setVisible(false);
        head.getChildren().setAll(heading, legend, controls, range, menu);
        head.getStyleClass().add("figure-head");
        VBox.setVgrow(view, Priority.ALWAYS);
        view.setMinWidth(0);
        view.setTheme(theme);
        getChildren().setAll(head, view);
        widthProperty().addListener((_, _, _) -> layLegend());
        // A card that is lower than what it holds must not draw over its neighbours.
        Rectangle edge = new Rectangle();
        edge.widthProperty().bind(widthProperty());
        edge.heightProperty().bind(heightProperty());
        setClip(edge);
        new FigureKeys(this).watch();
    }

    /// Saves what is shown in the format that was last used; nothing where there is no figure.
    final void saveAgain() {
        Optional.ofNullable(view.getFigure()).ifPresent(saver::saveAgain);
    }

    /// Whether it shows a figure that a key can save.
    final boolean hasFigure() {
        return view.getFigure() != null;
    }

    private void chooseRange() {
        if (view.getFigure() instanceof RangedFigure figure) {
            RangeViewModel model = new RangeViewModel(figure, choice -> take(figure, choice));
            PopOvers.show(new RangePane(model), range);
        }
    }

    /// Other cards of the same kind show it when they are shown again.
    private void take(RangedFigure figure, RangeChoice choice) {
        saver.ranges().set(figure, choice);
        view.setFigure(figure.withRange(choice));
        markRange();
    }

    private void markRange() {
        boolean isRanged = view.getFigure() instanceof RangedFigure;
        range.setVisible(isRanged);
        if (view.getFigure() instanceof RangedFigure figure) {
            boolean isUsual =
                    figure.choice().equals(RangeChoice.robust())
                            || figure.choice().equals(RangeChoice.everything());
            range.pseudoClassStateChanged(CHOSEN, !isUsual);
            String words = "Range: " + RangeWords.of(figure.choice());
            range.setAccessibleText(words);
            range.setTooltip(new Tooltip(words));
        }
    }

    public final void setTheme(FigureTheme theme) {
        view.setTheme(theme);
        legend.setTheme(theme);
    }

    /// Shows a figure under a heading.
    public final void show(String title, Figure figure) {
        heading.setText(title);
        legend.setFigure(isNamed ? figure : null);
        layLegend();
        Figure shown =
                figure instanceof RangedFigure ranged ? saver.ranges().applied(ranged) : figure;
        if (!shown.equals(view.getFigure())) {
            view.setFigure(shown);
        }
        markRange();
        menu.setAccessibleText("Save or copy: " + title);
    }

    /// Shows a heading without a figure.
    public final void showNone(String title) {
        heading.setText(title);
        legend.setFigure(null);
        view.setFigure(null);
        markRange();
        layLegend();
    }

    /// The nodes between the legend and the menu: which metric, which pair.
    public final void setControls(Node... nodes) {
        controls.getChildren().setAll(List.of(nodes));
        controls.setVisible(nodes.length > 0);
        layLegend();
    }

    /// Whether the card has a legend; else its place says in its controls what is shown. What is
    /// saved has one in any case.
    public final void setNamed(boolean isNamed) {
        this.isNamed = isNamed;
    }

    /// The figure, for what follows the pointer.
    public final FigureView view() {
        return view;
    }

    /// Names stand beside the heading where they have room there, else below it.
    private void layLegend() {
        double beside =
                getWidth()
                        - heading.prefWidth(-1)
                        - (controls.isVisible() ? controls.prefWidth(-1) + head.getSpacing() : 0)
                        - (range.isVisible() ? range.prefWidth(-1) + head.getSpacing() : 0)
                        - HEAD_REST;
        boolean below =
                isNamed
                        && (legend.count() > LEGEND_BESIDE
                                || (getWidth() > 0 && legend.rowWidth() > beside));
        boolean isBelow = getChildren().contains(legend);
        if (below && !isBelow) {
            head.getChildren().set(head.getChildren().indexOf(legend), space);
            getChildren().add(1, legend);
            legend.setAlignment(Pos.CENTER_LEFT);
        } else if (!below && isBelow) {
            getChildren().remove(legend);
            head.getChildren().set(head.getChildren().indexOf(space), legend);
            legend.setAlignment(Pos.CENTER_RIGHT);
        }
    }
}
