package org.taskvectors.ui.common;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Line;
import javafx.scene.shape.Polyline;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.sandbox.Laid;

/// A curve of λ over the layers: points that are dragged up and down and to other layers. A double
/// click adds one, Delete removes the one with the focus; arrow keys move it.
final class CurveEditor extends Region {
    private static final double LEFT = 40;
    private static final double RIGHT = 8;
    private static final double TOP = 8;
    private static final double BOTTOM = 18;
    private static final double HEIGHT = 86;
    private static final double STEP = 0.05;
    private static final double LARGE_STEP = 0.25;
    private static final double RADIUS = 5;

    private final int layers;
    private final String name;
    private final Consumer<NavigableMap<Integer, Double>> changed;
    private final Consumer<Boolean> dragging;
    private final Polyline line = new Polyline();
    private final List<Line> grid = List.of(new Line(), new Line(), new Line());
    private final List<Label> ticks = List.of(tick(), tick(), tick());
    private final Label letter = tick();
    private final Label word = tick();
    private final TreeMap<Integer, Circle> points = new TreeMap<>();
    private final List<Label> numbers = new ArrayList<>();
    private TreeMap<Integer, Double> values = new TreeMap<>();
    private double low;
    private double high = 1;
    private boolean isDragged;

    /// @param name of the vector, for screen readers
    /// @param layers how many the model has
    /// @param changed is handed λ by layer whenever a point was moved, added or removed
    /// @param dragging hears when a drag begins and ends
    CurveEditor(
            String name,
            int layers,
            Consumer<NavigableMap<Integer, Double>> changed,
            Consumer<Boolean> dragging) {
        this.name = name;
        this.layers = layers;
        this.changed = changed;
        this.dragging = dragging;
        getStyleClass().add("curve-editor");
        setAccessibleRole(AccessibleRole.PARENT);
        line.getStyleClass().add("curve-line");
        grid.forEach(each -> each.getStyleClass().add("curve-grid"));
        letter.setText("λ");
        word.setText("layer");
        getChildren().addAll(grid);
        getChildren().addAll(ticks);
        getChildren().addAll(letter, word, line);
        setOnMouseClicked(this::add);
    }

    /// Shows λ by layer.
    void show(NavigableMap<Integer, Double> now) {
        if (!values.keySet().equals(now.keySet())) {
            rebuild(now);
        }
        values = new TreeMap<>(now);
        if (!isDragged) {
            double least = values.values().stream().mapToDouble(v -> v).min().orElse(0);
            double most = values.values().stream().mapToDouble(v -> v).max().orElse(1);
            low = least < -1 ? -Laid.MOST : least < 0 ? -1 : 0;
            high = most > 1 ? Laid.MOST : most > 0 || low == 0 ? 1 : 0;
        }
        values.forEach(
                (layer, value) ->
                        point(layer)
                                .setAccessibleText(
                                        name
                                                + ", layer "
                                                + layer
                                                + ", λ "
                                                + Digits.decimals(2).format(value)));
        requestLayout();
    }

    /// One circle for each point; one whose point only moved keeps the focus.
    private void rebuild(NavigableMap<Integer, Double> now) {
        boolean hadFocus = points.values().stream().anyMatch(Circle::isFocused);
        List<Circle> spare = new ArrayList<>();
        points.forEach(
                (layer, circle) -> {
                    if (!now.containsKey(layer)) {
                        spare.add(circle);
                    }
                });
        points.keySet().retainAll(now.keySet());
        for (Integer layer : now.keySet()) {
            if (!points.containsKey(layer)) {
                Circle circle = spare.isEmpty() ? circle() : spare.removeFirst();
                circle.setUserData(layer);
                points.put(layer, circle);
            }
        }
        getChildren().removeAll(spare);
        numbers.forEach(getChildren()::remove);
        numbers.clear();
        points.forEach(
                (layer, circle) -> {
                    if (!getChildren().contains(circle)) {
                        getChildren().add(circle);
                    }
                    Label number = tick();
                    number.setText(Integer.toString(layer));
                    numbers.add(number);
                });
        getChildren().addAll(numbers);
        if (hadFocus && points.values().stream().noneMatch(Circle::isFocused)) {
            points.firstEntry().getValue().requestFocus();
        }
    }

    private Circle circle() {
        Circle circle = new Circle(RADIUS);
        circle.getStyleClass().add("curve-point");
        circle.setFocusTraversable(true);
        circle.setAccessibleRole(AccessibleRole.SLIDER);
        circle.setOnMousePressed(
                event -> {
                    circle.requestFocus();
                    isDragged = true;
                    dragging.accept(true);
                    event.consume();
                });
        circle.setOnMouseDragged(event -> drag(circle, event));
        circle.setOnMouseReleased(
                event -> {
                    isDragged = false;
                    dragging.accept(false);
                    show(values);
                    event.consume();
                });
        circle.setOnMouseClicked(MouseEvent::consume);
        circle.addEventHandler(KeyEvent.KEY_PRESSED, event -> key(circle, event));
        return circle;
    }

    private void drag(Circle circle, MouseEvent event) {
        var at = sceneToLocal(event.getSceneX(), event.getSceneY());
        double value = rounded(high - (at.getY() - TOP) / plotHeight() * (high - low));
        move(circle, layerAt(at.getX()), value);
        event.consume();
    }

    private void key(Circle circle, KeyEvent event) {
        int layer = layer(circle);
        double value = values.getOrDefault(layer, 0.0);
        double step = event.isShiftDown() ? LARGE_STEP : STEP;
        switch (event.getCode()) {
            case UP -> move(circle, layer, rounded(value + step));
            case DOWN -> move(circle, layer, rounded(value - step));
            case LEFT -> move(circle, layer - 1, value);
            case RIGHT -> move(circle, layer + 1, value);
            case DELETE, BACK_SPACE -> remove(layer);
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void move(Circle circle, int layer, double value) {
        int from = layer(circle);
        int to = Math.clamp(layer, 0, Math.max(0, layers - 1));
        TreeMap<Integer, Double> now = new TreeMap<>(values);
        now.remove(from);
        // A point never runs over its neighbour.
        int at = now.containsKey(to) || jumps(now, from, to) ? from : to;
        now.put(at, Math.clamp(value, -Laid.MOST, Laid.MOST));
        if (at != from) {
            points.remove(from);
            points.put(at, circle);
            circle.setUserData(at);
        }
        changed.accept(now);
    }

    private static boolean jumps(NavigableMap<Integer, Double> others, int from, int to) {
        return !others.subMap(Math.min(from, to), true, Math.max(from, to), true).isEmpty();
    }

    private void remove(int layer) {
        if (values.size() > 1) {
            TreeMap<Integer, Double> now = new TreeMap<>(values);
            now.remove(layer);
            changed.accept(now);
        }
    }

    private void add(MouseEvent event) {
        int layer = layerAt(event.getX());
        if (event.getClickCount() == 2 && !values.containsKey(layer)) {
            TreeMap<Integer, Double> now = new TreeMap<>(values);
            double value = high - (event.getY() - TOP) / plotHeight() * (high - low);
            now.put(layer, Math.clamp(rounded(value), -Laid.MOST, Laid.MOST));
            changed.accept(now);
            event.consume();
        }
    }

    private static int layer(Circle circle) {
        return (Integer) circle.getUserData();
    }

    private int layerAt(double x) {
        double share = (x - LEFT) / Math.max(1, getWidth() - LEFT - RIGHT);
        return Math.clamp(Math.round(share * (layers - 1)), 0, Math.max(0, layers - 1));
    }

    private double plotHeight() {
        return HEIGHT - TOP - BOTTOM;
    }

    private double x(int layer) {
        return LEFT + (getWidth() - LEFT - RIGHT) * layer / Math.max(1, layers - 1);
    }

    private double y(double value) {
        return TOP + (high - value) / Math.max(1e-9, high - low) * plotHeight();
    }

    private static double rounded(double value) {
        return Math.round(value / STEP) * STEP;
    }

    private static Label tick() {
        Label label = new Label();
        label.getStyleClass().add("curve-tick");
        label.setMouseTransparent(true);
        return label;
    }

    @Override
    protected void layoutChildren() {
        double middle = (low + high) / 2;
        double[] at = {high, middle, low};
        for (int i = 0; i < at.length; i++) {
            double y = Math.round(y(at[i])) + 0.5;
            grid.get(i).setStartX(LEFT);
            grid.get(i).setEndX(getWidth() - RIGHT);
            grid.get(i).setStartY(y);
            grid.get(i).setEndY(y);
            ticks.get(i).setText(at[i] == 0.5 ? "½" : Digits.typed(at[i]));
            place(ticks.get(i), LEFT - 12, y, 1);
        }
        place(letter, 4, y(middle), 0);
        place(word, 0, HEIGHT - 8, 0);
        line.getPoints().clear();
        int i = 0;
        double free = Double.NEGATIVE_INFINITY;
        if (!values.isEmpty()) {
            // Level beyond its ends, as it is applied.
            line.getPoints().addAll(x(0), y(values.firstEntry().getValue()));
        }
        for (Map.Entry<Integer, Double> entry : values.entrySet()) {
            double x = x(entry.getKey());
            double y = y(entry.getValue());
            line.getPoints().addAll(x, y);
            Circle point = point(entry.getKey());
            point.setCenterX(x);
            point.setCenterY(y);
            Label number = numbers.get(i++);
            double width = number.prefWidth(-1);
            number.setVisible(x - width / 2 > free);
            free = number.isVisible() ? x + width / 2 + 2 : free;
            place(number, x, HEIGHT - 8, 0.5);
        }
        if (!values.isEmpty()) {
            line.getPoints().addAll(x(Math.max(0, layers - 1)), y(values.lastEntry().getValue()));
        }
    }

    private static void place(Label label, double x, double y, double align) {
        double width = label.prefWidth(-1);
        double height = label.prefHeight(-1);
        label.resizeRelocate(x - align * width, y - height / 2, width, height);
    }

    @Override
    protected double computePrefHeight(double width) {
        return HEIGHT;
    }

    @Override
    protected double computeMinHeight(double width) {
        return HEIGHT;
    }

    @Override
    protected double computePrefWidth(double height) {
        return 240;
    }

    private Circle point(int layer) {
        return Objects.requireNonNull(points.get(layer));
    }
}
