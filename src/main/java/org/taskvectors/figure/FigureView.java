package org.taskvectors.figure;

import java.awt.geom.Rectangle2D;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Point2D;
import javafx.scene.AccessibleAttribute;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.Scene;
import javafx.scene.canvas.Canvas;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.transform.Scale;
import javafx.stage.Window;
import org.jfree.fx.FXGraphics2D;
import org.jspecify.annotations.Nullable;

/// Shows one figure in a window, sharp at any scale of the display. The pointer, or the arrow keys,
/// show the values at a place; a click, or Enter, chooses it. A screen reader gets what the figure
/// shows, and the values at the place.
///
/// Style class `figure-view`. The names of the vectors are not in it: [FigureLegend] shows them.
public final class FigureView extends Region implements Detailed {
    private final ObjectProperty<@Nullable Figure> figure =
            new SimpleObjectProperty<>(this, "figure");
    private final ObjectProperty<FigureTheme> theme =
            new SimpleObjectProperty<>(this, "theme", FigureTheme.LIGHT);
    private final Canvas canvas = new Canvas();
    private final HoverLayer hover = new HoverLayer();
    private final FigureTip tip = new FigureTip();
    private final ObservableValue<Number> scale;
    private Consumer<Spot> chosen = spot -> {};
    private Consumer<AxisPoint> picked = point -> {};
    private Consumer<Optional<Spot>> hovered = under -> {};
    private @Nullable Drawn drawn;
    private Point2D pointer = Point2D.ZERO;
    private boolean dragging;
    private @Nullable Spot spot;
    private OptionalDouble pointed = OptionalDouble.empty();
    private boolean stale = true;

    /// Pixels for each unit while a picture is taken; 0 else.
    private double detail;

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
        setOnMousePressed(this::pressed);
        setOnMouseDragged(this::dragged);
        setOnMouseReleased(this::released);
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

    /// Called with the numbers of the place that a person clicks, drags to, or chooses by keyboard,
    /// in figures whose axes have numbers: again and again while the pointer is pressed, and once
    /// more when it is released.
    public void setOnPicked(Consumer<AxisPoint> handler) {
        picked = Objects.requireNonNull(handler);
    }

    @Override
    public void setDetail(double pixels) {
        detail = pixels;
        canvas.getTransforms().clear();
        if (pixels > 0) {
            canvas.getTransforms().add(new Scale(1 / pixels, 1 / pixels));
        }
        hover.setOpacity(pixels > 0 ? 0 : 1);
        redraw();
    }

    /// Called with the place under the pointer, or that the keyboard is at, each time that it is
    /// another one; empty where the pointer has left.
    public void setOnHovered(Consumer<Optional<Spot>> handler) {
        hovered = Objects.requireNonNull(handler);
    }

    /// Marks what lies at a number of the axis below, as it is pointed at in another figure with
    /// the same axis. The pointer in this figure goes before it.
    ///
    /// @param x empty where it is not pointed at any more
    public void setPointed(OptionalDouble x) {
        pointed = x;
        if (spot == null) {
            showPointed();
        }
    }

    private void showPointed() {
        Drawn lies = drawn;
        if (lies == null || pointed.isEmpty()) {
            hover.clear();
            return;
        }
        lies.at(pointed.getAsDouble())
                .ifPresentOrElse(under -> hover.show(lies, theme.get(), under), hover::clear);
    }

    private void changed() {
        describe();
        redraw();
    }

    private void describe() {
        Figure shown = figure.get();
        setAccessibleText(shown == null ? "" : FigureWords.summary(shown));
    }

    private void redraw() {
        stale = true;
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        double width = snapSizeX(getWidth());
        double height = snapSizeY(getHeight());
        double fineness = detail > 0 ? detail : 1;
        if (canvas.getWidth() != width * fineness || canvas.getHeight() != height * fineness) {
            canvas.setWidth(width * fineness);
            canvas.setHeight(height * fineness);
            stale = true;
        }
        hover.resizeRelocate(0, 0, width, height);
        if (stale && width > 0 && height > 0) {
            stale = false;
            draw(width, height);
        }
    }

    private void draw(double width, double height) {
        double fineness = detail > 0 ? detail : 1;
        canvas.getGraphicsContext2D().clearRect(0, 0, width * fineness, height * fineness);
        Figure shown = figure.get();
        drawn = null;
        if (shown == null || isEmpty(shown)) {
            leave();
            return;
        }
        double pixels = detail > 0 ? detail : scale.getValue().doubleValue();
        FigureStyle style = FigureStyle.screen(theme.get(), pixels);
        canvas.getGraphicsContext2D().save();
        FXGraphics2D g2 = new FXGraphics2D(canvas.getGraphicsContext2D());
        g2.scale(fineness, fineness);
        drawn =
                new FigurePicture(shown, style)
                        .draw(g2, new Rectangle2D.Double(0, 0, width, height));
        g2.dispose();
        canvas.getGraphicsContext2D().restore();
        pointAgain(drawn);
    }

    private static boolean isEmpty(Figure shown) {
        return shown instanceof PositionFigure position && position.positions().size() == 0;
    }

    /// What lies under the pointer may be another place of the new drawing.
    private void pointAgain(Drawn lies) {
        Spot before = spot;
        if (before == null) {
            showPointed();
            return;
        }
        Optional<Spot> under = lies.spot(pointer.getX(), pointer.getY());
        if (under.isEmpty() || !exists(lies, before)) {
            leave();
        } else {
            point(under.get(), pointer.getX(), pointer.getY());
        }
    }

    private static boolean exists(Drawn lies, Spot spot) {
        return spot.position() < lies.columns() && spot.row().orElse(-1) < lies.rows();
    }

    /// Where things lie now, for tests; null before the view is shown.
    @Nullable Drawn drawn() {
        return drawn;
    }

    private @Nullable Spot at(MouseEvent event) {
        Drawn lies = drawn;
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
        return inside ? lies.spot(event.getX(), event.getY()).orElse(null) : null;
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
        Drawn lies = drawn;
        if (shown == null || lies == null) {
            return;
        }
        boolean isOther = !under.equals(spot);
        spot = under;
        pointer = new Point2D(x, y);
        hover.show(lies, theme.get(), under);
        tip.show(this, shown, theme.get(), under, x, y);
        if (isOther) {
            hovered.accept(Optional.of(under));
        }
    }

    private void pressed(MouseEvent event) {
        requestFocus();
        dragging = event.getButton() == MouseButton.PRIMARY && isOnFigure(event);
        pick(event, false);
    }

    /// A curve without a point yet has no spot, but a place that can be chosen.
    private boolean isOnFigure(MouseEvent event) {
        Drawn lies = drawn;
        if (lies == null) {
            return false;
        }
        Rectangle2D area = lies.area();
        return area.contains(event.getX(), event.getY()) || at(event) != null;
    }

    private void dragged(MouseEvent event) {
        pick(event, false);
        if (dragging) {
            pointed(event);
        }
    }

    private void released(MouseEvent event) {
        pick(event, true);
        dragging = false;
    }

    /// While the pointer is pressed it may leave the figure; the place is then the nearest one.
    private void pick(MouseEvent event, boolean isFinal) {
        Drawn lies = drawn;
        if (dragging && lies != null) {
            lies.point(event.getX(), event.getY(), isFinal).ifPresent(picked);
        }
    }

    private void leave() {
        if (spot != null) {
            spot = null;
            describe();
            hovered.accept(Optional.empty());
        }
        showPointed();
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
        Drawn lies = drawn;
        if (shown == null || lies == null || lies.columns() == 0) {
            return;
        }
        switch (event.getCode()) {
            case LEFT -> move(shown, lies, -1, 0);
            case RIGHT -> move(shown, lies, 1, 0);
            case UP -> move(shown, lies, 0, -1);
            case DOWN -> move(shown, lies, 0, 1);
            case HOME -> move(shown, lies, -lies.columns(), 0);
            case END -> move(shown, lies, lies.columns(), 0);
            case ENTER, SPACE -> {
                if (spot != null) {
                    choose(lies, spot);
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

    private void choose(Drawn lies, Spot place) {
        chosen.accept(place);
        var anchor = lies.anchor(place);
        lies.point(anchor.getX(), anchor.getY(), true).ifPresent(picked);
    }

    /// Moves the place by keyboard; begins at the marked position.
    private void move(Figure shown, Drawn lies, int across, int down) {
        Spot from = spot;
        int rows = lies.rows();
        Spot first = lies.first();
        int position = from == null ? first.position() : from.position() + across;
        int row = from == null ? first.row().orElse(0) : from.row().orElse(0) + down;
        position = Math.clamp(position, 0, lies.columns() - 1);
        row = Math.clamp(row, 0, Math.max(0, rows - 1));
        Spot to = new Spot(position, rows == 0 ? OptionalInt.empty() : OptionalInt.of(row));
        var anchor = lies.anchor(to);
        point(to, anchor.getX(), anchor.getY());
        setAccessibleText(FigureWords.sentence(shown, to));
        notifyAccessibleAttributeChanged(AccessibleAttribute.TEXT);
    }
}
