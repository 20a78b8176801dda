package org.taskvectors.ui.common;

import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.text.Font;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;
import org.taskvectors.figure.MiddleShort;

/// A label of a name, which is shortened in the middle where it lacks room, as in figures. The
/// whole name is then in its tooltip.
public final class MiddleLabel extends Label {
    private String whole = "";
    private String more = "";
    private @Nullable Text measure;

    public MiddleLabel() {
        this("");
    }

    public MiddleLabel(String name) {
        setMinWidth(0);
        setMaxWidth(Double.MAX_VALUE);
        widthProperty().addListener((_, _, _) -> shorten());
        fontProperty().addListener((_, _, _) -> shorten());
        setWhole(name);
    }

    /// The name, whatever of it is shown.
    public String getWhole() {
        return whole;
    }

    public void setWhole(String name) {
        whole = name;
        setAccessibleText(name);
        shorten();
        requestLayout();
    }

    /// What the tooltip says beside the name; empty for nothing.
    public void setMore(String words) {
        if (!words.equals(more)) {
            more = words;
            showTooltip(getText());
        }
    }

    @Override
    protected double computePrefWidth(double height) {
        return Math.ceil(width(whole)) + snappedLeftInset() + snappedRightInset() + 1;
    }

    private void shorten() {
        double room = getWidth() - snappedLeftInset() - snappedRightInset();
        String text = room <= 0 ? whole : MiddleShort.of(whole, this::width, room);
        if (!text.equals(getText())) {
            setText(text);
        }
        showTooltip(text);
    }

    private void showTooltip(String text) {
        boolean isShort = !text.equals(whole);
        String said = isShort ? more.isEmpty() ? whole : whole + "\n" + more : more;
        Tooltip had = getTooltip();
        if (said.isEmpty()) {
            setTooltip(null);
        } else if (had == null || !had.getText().equals(said)) {
            setTooltip(new Tooltip(said));
        }
    }

    private double width(String text) {
        Text of = measure;
        if (of == null) {
            of = new Text();
            measure = of;
        }
        Font font = getFont();
        of.setFont(font);
        of.setText(text);
        return of.getLayoutBounds().getWidth();
    }
}
