package org.taskvectors.ui.devices;

import javafx.scene.control.ScrollPane;
import javafx.scene.layout.Region;

/// A column that is as high as what stands in it, whose texts get more lines when it is narrow, and
/// that is scrolled in a window that is lower.
final class FittingScroll extends ScrollPane {
    private static final double LEAST_HEIGHT = 80;

    private final Region column;
    private final double width;

    /// @param width that the column has where nothing is scrolled
    FittingScroll(Region column, double width) {
        super(column);
        this.column = column;
        this.width = width;
        getStyleClass().add("edge-to-edge");
        setFitToWidth(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        setMinHeight(LEAST_HEIGHT);
    }

    @Override
    protected double computePrefHeight(double ignored) {
        return column.prefHeight(width) + snappedTopInset() + snappedBottomInset();
    }
}
