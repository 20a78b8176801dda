package org.taskvectors.figure;

import java.awt.geom.Rectangle2D;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.Scene;
import javafx.scene.canvas.Canvas;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.stage.Window;
import org.jfree.fx.FXGraphics2D;
import org.jspecify.annotations.Nullable;

/// Shows one figure in a window, sharp at any scale of the display. The pointer, or the arrow keys,
/// show the values at a place; a click, or Enter, chooses it. A screen reader gets what the figure
/// shows, and the values at the place.
///
/// Style class `figure-view`. The names of the vectors are not in it: [FigureLegend] shows them.
public final class FigureView extends Region {
    private final ObjectProperty<@Nullable Figure> figure =
            new SimpleObjectProperty<>(this, "figure");
    private final ObjectProperty<FigureTheme> theme =
            new SimpleObjectProperty<>(this, "theme", FigureTheme.LIGHT);
    private final Canvas canvas = new Canvas();
    private final HoverLayer hover = new HoverLayer();
    private final FigureTip tip = new FigureTip();
    private final ObservableValue<Number> scale;
    private Consumer<Spot> chosen = spot -> {};
    private @Nullable Geometry geometry;
    private @Nullable Spot spot;
    private boolean stale = true;

    public FigureView() {
        getStyleClass().add("figure-view");
        getChildren().addAll(canvas, hover);
        setFocusTraversable(true);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setMinSize(120, 90);
        setPrefSize(480, 280);
        scale =
                sceneProperty()
                        .flatMap(Scene::windowProperty)
                        .flatMap(Window::renderScaleXProperty)
                        .orElse(1.0);
        scale.addListener((of, before, now) -> redraw());
        figure.addListener((of, before, now) -> changed());
        theme.addListener((of, before, now) -> redraw());
        focusVisibleProperty().addListener((of, before, now) -> hover.setFocusRing(now));
        focusedProperty()
                .addListener(
                        (of, before, now) -> {
                            if (!now) {
                                leave();
                            }
                        });
        setOnMouseMoved(this::pointed);
        setOnMouseExited(event -> leave());
        setOnMouseClicked(this::clicked);
        setOnKeyPressed(this::typed);
    }

    /// What is shown; null shows nothing.
    public ObjectProperty<@Nullable Figure> figureProperty() {
        return figure;
    }

    public @Nullable Figure getFigure() {
        return figure.get();
    }

    public void setFigure(@Nullable Figure shown) {
        figure.set(shown);
    }

    public ObjectProperty<FigureTheme> themeProperty() {
        return theme;
    }

    public void setTheme(FigureTheme shown) {
        theme.set(shown);
    }

    /// Called with the place that was clicked or chosen by keyboard.
    public void setOnChosen(Consumer<Spot> handler) {
        chosen = Objects.requireNonNull(handler);
    }

    private void changed() {
        Figure shown = figure.get();
        describe();
        if (spot != null && !exists(shown, spot)) {
            leave();
        }
        redraw();
    }

    private void describe() {
        Figure shown = figure.get();
        setAccessibleText(shown == null ? "" : FigureWords.summary(shown));
    }

    private static boolean exists(@Nullable Figure shown, Spot spot) {
        return shown != null
                && spot.position() < shown.positions().size()
                && spot.row().orElse(-1) < Geometry.rows(shown);
    }

    private void redraw() {
        stale = true;
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        double width = snapSizeX(getWidth());
        double height = snapSizeY(getHeight());
        if (canvas.getWidth() != width || canvas.getHeight() != height) {
            canvas.setWidth(width);
            canvas.setHeight(height);
            stale = true;
        }
        hover.resizeRelocate(0, 0, width, height);
        if (stale && width > 0 && height > 0) {
            stale = false;
            draw(width, height);
        }
    }

    private void draw(double width, double height) {
        canvas.getGraphicsContext2D().clearRect(0, 0, width, height);
        Figure shown = figure.get();
        geometry = null;
        if (shown == null || shown.positions().size() == 0) {
            hover.clear();
            return;
        }
        FigureStyle style = FigureStyle.screen(theme.get(), scale.getValue().doubleValue());
        FXGraphics2D g2 = new FXGraphics2D(canvas.getGraphicsContext2D());
        geometry =
                new FigurePicture(shown, style)
                        .draw(g2, new Rectangle2D.Double(0, 0, width, height));
        g2.dispose();
        hover.show(shown, geometry, theme.get(), spot);
    }

    /// Where things lie now, for tests; null before the view is shown.
    @Nullable Geometry geometry() {
        return geometry;
    }

    private @Nullable Spot at(MouseEvent event) {
        Geometry lies = geometry;
        if (lies == null) {
            return null;
        }
        Rectangle2D area = lies.area();
        double slack = 8;
        boolean inside =
                event.getX() >= area.getMinX() - slack
                        && event.getX() <= area.getMaxX() + slack
                        && event.getY() >= area.getMinY() - slack
                        && event.getY() <= area.getMaxY() + slack;
        return inside ? lies.spot(event.getX(), event.getY()) : null;
    }

    private void pointed(MouseEvent event) {
        Spot under = at(event);
        setCursor(under == null ? Cursor.DEFAULT : Cursor.HAND);
        if (under == null) {
            leave();
        } else {
            point(under, event.getX(), event.getY());
        }
    }

    private void point(Spot under, double x, double y) {
        Figure shown = figure.get();
        Geometry lies = geometry;
        if (shown == null || lies == null) {
            return;
        }
        spot = under;
        hover.show(shown, lies, theme.get(), under);
        tip.show(this, shown, theme.get(), under, x, y);
    }

    private void leave() {
        if (spot != null) {
            spot = null;
            describe();
        }
        hover.clear();
        tip.hide();
    }

    private void clicked(MouseEvent event) {
        Spot under = at(event);
        requestFocus();
        if (under != null
                && event.getButton() == MouseButton.PRIMARY
                && event.isStillSincePress()) {
            chosen.accept(under);
        }
    }

    private void typed(KeyEvent event) {
        Figure shown = figure.get();
        Geometry lies = geometry;
        if (shown == null || lies == null) {
            return;
        }
        switch (event.getCode()) {
            case LEFT -> move(shown, lies, -1, 0);
            case RIGHT -> move(shown, lies, 1, 0);
            case UP -> move(shown, lies, 0, -1);
            case DOWN -> move(shown, lies, 0, 1);
            case HOME -> move(shown, lies, -shown.positions().size(), 0);
            case END -> move(shown, lies, shown.positions().size(), 0);
            case ENTER, SPACE -> {
                if (spot != null) {
                    chosen.accept(spot);
                }
            }
            case ESCAPE -> {
                if (spot == null) {
                    return;
                }
                leave();
            }
            default -> {
                return;
            }
        }
        event.consume();
    }

    private static int firstMarked(Figure shown) {
        return shown.marked().isEmpty() ? 0 : shown.marked().getFirst();
    }

    /// Moves the place by keyboard; begins at the marked position.
    private void move(Figure shown, Geometry lies, int across, int down) {
        Spot from = spot;
        int rows = Geometry.rows(shown);
        int position = from == null ? firstMarked(shown) : from.position() + across;
        int row = from == null ? 0 : from.row().orElse(0) + down;
        position = Math.clamp(position, 0, shown.positions().size() - 1);
        row = Math.clamp(row, 0, Math.max(0, rows - 1));
        Spot to = new Spot(position, rows == 0 ? OptionalInt.empty() : OptionalInt.of(row));
        double y = rows == 0 ? Double.NaN : lies.y(row, position);
        point(to, lies.x(position), Double.isNaN(y) ? lies.area().getCenterY() : y);
        setAccessibleText(FigureWords.sentence(shown, to));
        notifyAccessibleAttributeChanged(AccessibleAttribute.TEXT);
    }
}
