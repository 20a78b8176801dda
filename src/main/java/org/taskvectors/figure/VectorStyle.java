package org.taskvectors.figure;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/// Dash and marker of a vector, so that lines are told apart without their colours. The first eight
/// vectors have eight of each; after that the pairs differ.
final class VectorStyle {
    /// Lengths of dash and gap in widths of the line.
    private static final float[][] DASHES = {
        {},
        {3, 1.6f},
        {1, 1.4f},
        {5, 1.6f, 1, 1.6f},
        {7, 2},
        {4, 1.6f, 1, 1.6f, 1, 1.6f},
        {2, 1.2f},
        {6, 1.4f, 2.5f, 1.4f}
    };

    private static final float[] REFERENCE = {4, 2.5f};

    static final int KINDS = DASHES.length;

    private VectorStyle() {}

    static int dashKind(int vector) {
        return Math.floorMod(vector + vector / KINDS, KINDS);
    }

    static int markerKind(int vector) {
        return Math.floorMod(vector + 3 * (vector / KINDS), KINDS);
    }

    /// Lengths of dash and gap for a line of that width; empty for an unbroken line.
    static float[] dash(int vector, double width) {
        float[] dash =
                vector == Series.REFERENCE ? REFERENCE.clone() : DASHES[dashKind(vector)].clone();
        for (int i = 0; i < dash.length; i++) {
            dash[i] = (float) (dash[i] * width);
        }
        return dash;
    }

    static BasicStroke stroke(int vector, double width) {
        float[] dash = dash(vector, width);
        return dash.length == 0
                ? new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
                : new BasicStroke(
                        (float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0);
    }

    /// The marker around a point, `size` wide; areas are about the same for all kinds.
    static Shape marker(int vector, double size) {
        double r = size / 2;
        return switch (markerKind(vector)) {
            case 0 -> new Ellipse2D.Double(-r, -r, size, size);
            case 1 -> new Rectangle2D.Double(-0.9 * r, -0.9 * r, 1.8 * r, 1.8 * r);
            case 2 -> polygon(3, 1.3 * r, 0);
            case 3 -> polygon(4, 1.25 * r, 0);
            case 4 -> polygon(3, 1.3 * r, Math.PI);
            case 5 -> cross(1.1 * r);
            case 6 -> polygon(5, 1.15 * r, 0);
            default -> star(1.45 * r);
        };
    }

    private static Shape polygon(int corners, double radius, double turn) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < corners; i++) {
            double angle = turn + 2 * Math.PI * i / corners;
            double x = radius * Math.sin(angle);
            double y = -radius * Math.cos(angle);
            if (i == 0) {
                path.moveTo(x, y);
            } else {
                path.lineTo(x, y);
            }
        }
        path.closePath();
        return path;
    }

    private static Shape star(double radius) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < 10; i++) {
            double angle = Math.PI * i / 5;
            double length = i % 2 == 0 ? radius : 0.45 * radius;
            double x = length * Math.sin(angle);
            double y = -length * Math.cos(angle);
            if (i == 0) {
                path.moveTo(x, y);
            } else {
                path.lineTo(x, y);
            }
        }
        path.closePath();
        return path;
    }

    /// A saltire with thick arms.
    private static Shape cross(double r) {
        double arm = 0.42 * r;
        double[][] corners = {
            {-arm, -r}, {arm, -r}, {arm, -arm}, {r, -arm}, {r, arm}, {arm, arm},
            {arm, r}, {-arm, r}, {-arm, arm}, {-r, arm}, {-r, -arm}, {-arm, -arm}
        };
        Path2D path = new Path2D.Double();
        path.moveTo(corners[0][0], corners[0][1]);
        for (int i = 1; i < corners.length; i++) {
            path.lineTo(corners[i][0], corners[i][1]);
        }
        path.closePath();
        return path.createTransformedShape(AffineTransform.getRotateInstance(Math.PI / 4));
    }
}
