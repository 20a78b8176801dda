package org.taskvectors.figure;

import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import org.jfree.fx.FXGraphics2D;

/// How a vector looks in the figures: a piece of its line with its marker, or of its bars. It
/// stands beside the vector's name.
public final class VectorSwatch extends Canvas {
    private static final double WIDTH = 24;
    private static final double HEIGHT = 12;

    private final int vector;
    private final boolean bar;

    /// A piece of the line.
    public VectorSwatch(int vector, FigureTheme theme) {
        this(vector, theme, false);
    }

    VectorSwatch(int vector, FigureTheme theme, boolean bar) {
        super(bar ? HEIGHT : WIDTH, HEIGHT);
        this.vector = vector;
        this.bar = bar;
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setMouseTransparent(true);
        setTheme(theme);
    }

    /// Draws it anew for another theme.
    public void setTheme(FigureTheme theme) {
        getGraphicsContext2D().clearRect(0, 0, getWidth(), getHeight());
        FXGraphics2D g2 = new FXGraphics2D(getGraphicsContext2D());
        g2.setColor(Palette.of(theme).vector(vector));
        double middle = HEIGHT / 2;
        if (bar) {
            g2.fill(new Rectangle2D.Double(1, 1, HEIGHT - 2, HEIGHT - 2));
            return;
        }
        g2.setStroke(VectorStyle.stroke(vector, 2));
        g2.draw(new Line2D.Double(1, middle, WIDTH - 1, middle));
        g2.fill(
                AffineTransform.getTranslateInstance(WIDTH / 2, middle)
                        .createTransformedShape(VectorStyle.marker(vector, 6.5)));
    }
}
