package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.taskvectors.analysis.metric.Quantity;

/// Rows × columns of coloured cells: layer × module kind, or the matrix of all pairs of vectors.
///
/// @param positions the columns
/// @param rows the rows' names, the first on top
/// @param values for each row, one for each column; NaN is an empty cell
/// @param scale what the colours mean
/// @param annotated whether each cell's value is written into it
public record HeatMapFigure(
        FigureSubject about,
        Positions positions,
        Quantity quantity,
        List<String> rows,
        List<List<Double>> values,
        ColourScale scale,
        boolean annotated,
        List<Integer> marked)
        implements PositionFigure {
    public HeatMapFigure {
        rows = List.copyOf(rows);
        List<List<Double>> copy = new ArrayList<>();
        for (List<Double> row : values) {
            Checks.size("a row", row.size(), positions.size());
            copy.add(List.copyOf(row));
        }
        values = List.copyOf(copy);
        Checks.size("the rows' values", values.size(), rows.size());
        marked = Checks.marked(marked, positions);
    }

    /// Cells without written values, none marked.
    public HeatMapFigure(
            FigureSubject about,
            Positions positions,
            Quantity quantity,
            List<String> rows,
            List<List<Double>> values,
            ColourScale scale) {
        this(about, positions, quantity, rows, values, scale, false, List.of());
    }

    /// The matrix of all pairs: the same names on both sides, each cell with its value.
    public static HeatMapFigure matrix(
            FigureSubject about,
            Quantity quantity,
            List<String> names,
            List<List<Double>> values,
            ColourScale scale) {
        return new HeatMapFigure(
                about,
                Positions.categories("", names),
                quantity,
                names,
                values,
                scale,
                true,
                List.of());
    }

    /// Rows of plain numbers as the lists that the record holds.
    public static List<List<Double>> rows(double[]... values) {
        return Arrays.stream(values).map(row -> Arrays.stream(row).boxed().toList()).toList();
    }

    /// The map without the columns that are no layers, and without the rows that have a value only
    /// there: embedding and head would each take a row and a column for one cell. A map without
    /// layers stays as it is.
    public HeatMapFigure layersOnly() {
        int layers = positions.layerCount();
        if (layers == 0 || layers == positions.size()) {
            return this;
        }
        List<String> keptRows = new ArrayList<>();
        List<List<Double>> keptValues = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            List<Double> inLayers = values.get(i).subList(0, layers);
            List<Double> apart = values.get(i).subList(layers, positions.size());
            if (apart.stream().allMatch(v -> v.isNaN())
                    || !inLayers.stream().allMatch(v -> v.isNaN())) {
                keptRows.add(rows.get(i));
                keptValues.add(inLayers);
            }
        }
        return new HeatMapFigure(
                about,
                positions.layersOnly(),
                quantity,
                keptRows,
                keptValues,
                scale,
                annotated,
                marked.stream().filter(index -> index < layers).toList());
    }

    @Override
    public HeatMapFigure withMarked(List<Integer> indexes) {
        return new HeatMapFigure(
                about, positions, quantity, rows, values, scale, annotated, indexes);
    }
}
