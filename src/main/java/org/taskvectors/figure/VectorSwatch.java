package org.taskvectors.figure;

import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.Optional;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.layout.Region;
import javafx.scene.transform.Scale;
import org.jfree.fx.FXGraphics2D;

/// How a vector looks in the figures: a piece of its line with its marker, or of its bars. It
/// stands beside the vector's name.
public final class VectorSwatch extends Region implements Detailed {
    private static final double WIDTH = 24;
    private static final double HEIGHT = 12;

    private final Look look;
    private final boolean bar;
    private final Optional<CurveFigure.Pen> pen;
    private final double width;
    private final Canvas canvas;
    private FigureTheme theme;

    /// Pixels for each unit while a picture is taken; 1 else.
    private double fineness = 1;

    /// A piece of a vector's line.
    public VectorSwatch(int vector, FigureTheme theme) {
        this(Look.vector(vector), theme);
    }

    /// A piece of the line of a series.
    public VectorSwatch(Look look, FigureTheme theme) {
        this(new LegendEntry("", look, false), theme);
    }

    VectorSwatch(LegendEntry of, FigureTheme theme) {
        super();
        this.look = of.look();
        this.bar = of.bar();
        this.pen = of.pen();
        this.theme = theme;
        this.width = bar ? HEIGHT : WIDTH;
        this.canvas = new Canvas(width, HEIGHT);
        getChildren().add(canvas);
        setMinSize(width, HEIGHT);
        setPrefSize(width, HEIGHT);
        setMaxSize(width, HEIGHT);
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setMouseTransparent(true);
        draw();
    }

    /// Draws it anew for another theme.
    public void setTheme(FigureTheme shown) {
        theme = shown;
        draw();
    }

    @Override
    public void setDetail(double pixels) {
        fineness = pixels > 0 ? pixels : 1;
        canvas.setWidth(width * fineness);
        canvas.setHeight(HEIGHT * fineness);
        canvas.getTransforms().setAll(new Scale(1 / fineness, 1 / fineness));
        draw();
    }

    private void draw() {
        GraphicsContext context = canvas.getGraphicsContext2D();
        context.clearRect(0, 0, canvas.getWidth(), canvas.getHeight());
        context.save();
        FXGraphics2D g2 = new FXGraphics2D(context);
        g2.scale(fineness, fineness);
        draw(g2);
        context.restore();
    }

    private void draw(FXGraphics2D g2) {
        Palette palette = Palette.of(theme);
        g2.setColor(Strokes.colour(look, pen, palette));
        double middle = HEIGHT / 2;
        if (bar) {
            g2.fill(new Rectangle2D.Double(1, 1, HEIGHT - 2, HEIGHT - 2));
            return;
        }
        g2.setStroke(Strokes.line(look, pen, 2));
        g2.draw(new Line2D.Double(1, middle, WIDTH - 1, middle));
        if (pen.isEmpty()) {
            Strokes.marker(g2, look, palette, WIDTH / 2, middle, 6.5);
        }
    }
}
