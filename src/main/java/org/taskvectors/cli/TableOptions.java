package org.taskvectors.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.metric.Family;
import org.taskvectors.analysis.metric.Metric;
import org.taskvectors.analysis.metric.NumbersTable;
import org.taskvectors.analysis.metric.TableFormat;
import org.taskvectors.analysis.metric.TableMaker;
import org.taskvectors.analysis.metric.Use;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// In which form a table of numbers is printed.
final class TableOptions {
    /// More vectors than these have a table for each number, as one table would be too wide.
    private static final int SIDE_BY_SIDE = 3;

    @Option(
            names = "--table",
            paramLabel = "FORM",
            converter = Words.Tables.class,
            description =
                    "text (the default), markdown, latex (with booktabs) or csv (every digit). With"
                            + " the last three, standard output is the table alone; notes go to"
                            + " standard error.")
    private @Nullable TableFormat format;

    /// Refuses a form where JSON is asked for too.
    void check(OutputOptions output, CommandLine command) {
        if (format != null && output.isJson()) {
            throw new ParameterException(
                    command, "--table says how the table is written, and --json writes none");
        }
    }

    /// Whether the table is for people at a terminal, with what there is to say around it.
    boolean isText() {
        return format() == TableFormat.TEXT;
    }

    private TableFormat format() {
        return format == null ? TableFormat.TEXT : format;
    }

    /// Where everything but the table goes.
    PrintWriter notes(Session session) {
        return isText() ? session.out() : session.err();
    }

    /// Prints the table of one vector.
    void printOne(Comparison comparison, GroupOptions groups, PrintWriter out) {
        print(List.of(maker(comparison, groups).ofOneVector()), out);
    }

    /// Prints the table of several vectors; a table for each number where there are many vectors,
    /// but for programs, to which width is nothing.
    void printSeveral(Comparison comparison, GroupOptions groups, PrintWriter out) {
        TableMaker maker = maker(comparison, groups);
        List<Metric> metrics = Metric.in(Use.COMPARED);
        List<Metric> spectrum =
                comparison.spectra().isKnown() ? Metric.of(Family.SPECTRUM) : List.of();
        List<Metric> all = Stream.concat(metrics.stream(), spectrum.stream()).toList();
        List<List<Metric>> tables;
        if (format() == TableFormat.CSV) {
            tables = List.of(all);
        } else if (comparison.vectors().size() <= SIDE_BY_SIDE) {
            tables = spectrum.isEmpty() ? List.of(metrics) : List.of(metrics, spectrum);
        } else {
            tables = all.stream().map(List::of).toList();
        }
        print(tables.stream().map(maker::ofVectors).toList(), out);
    }

    private static TableMaker maker(Comparison comparison, GroupOptions groups) {
        return new TableMaker(comparison, groups.threshold(), groups.by());
    }

    private void print(List<NumbersTable> tables, PrintWriter out) {
        IntStream.range(0, tables.size())
                .forEach(
                        i -> {
                            if (i > 0) {
                                out.println();
                            }
                            print(tables.get(i), out);
                        });
    }

    private void print(NumbersTable table, PrintWriter out) {
        switch (format()) {
            case TEXT -> table.written().print(out);
            case MARKDOWN, LATEX, CSV -> out.print(table.write(format()));
        }
    }
}
