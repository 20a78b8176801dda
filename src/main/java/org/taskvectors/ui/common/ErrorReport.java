package org.taskvectors.ui.common;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.taskvectors.file.Failure;

/// A failure in the words that the window shows.
///
/// @param title what was being done: `Opening llama-sst2`
/// @param what what was wrong, a sentence
/// @param file which file; empty where none is concerned
/// @param place where in it; empty where that is not known
/// @param advice what can be done, a sentence; empty where there is nothing to say
/// @param code what a person can quote: `HEADER_TOO_LARGE`
/// @param details everything that helps whoever looks into it, to be copied
public record ErrorReport(
        String title,
        String what,
        String file,
        String place,
        String advice,
        String code,
        String details) {

    /// @param program name and version, for the details
    public static ErrorReport of(String program, String title, Throwable failure) {
        ErrorReport bare =
                switch (failure) {
                    case Failure known -> of(title, known);
                    case OutOfMemoryError _ ->
                            new ErrorReport(
                                    title,
                                    "The program ran out of memory.",
                                    "",
                                    "",
                                    "What was running has been stopped and nothing that was saved"
                                            + " is lost. Give the program more memory with"
                                            + " TASK_VECTOR_WORKBENCH_OPTS=-Xmx4g, or close other"
                                            + " programs.",
                                    "OUT_OF_MEMORY",
                                    "");
                    default ->
                            new ErrorReport(
                                    title,
                                    "Something went wrong that is not your fault: "
                                            + described(failure),
                                    "",
                                    "",
                                    "Nothing that was saved is lost. The details help whoever looks"
                                            + " into it: copy them into a report.",
                                    failure.getClass().getSimpleName().toUpperCase(Locale.ROOT),
                                    "");
                };
        return new ErrorReport(
                bare.title,
                bare.what,
                bare.file,
                bare.place,
                bare.advice,
                bare.code,
                details(program, bare, failure));
    }

    private static ErrorReport of(String title, Failure failure) {
        Path file = failure.file();
        String place = failure.place();
        return new ErrorReport(
                title,
                sentence(failure.what()),
                file == null ? "" : file.toString(),
                place == null ? "" : place,
                sentence(failure.advice()),
                failure.problem().name(),
                "");
    }

    private static String described(Throwable failure) {
        String message = failure.getMessage();
        String name = failure.getClass().getSimpleName();
        return message == null ? name + "." : sentence(name + ": " + message);
    }

    private static String sentence(String text) {
        if (text.isEmpty()) {
            return "";
        }
        String capital = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
        return capital.matches("(?s).*[.!?]$") ? capital : capital + ".";
    }

    private static String details(String program, ErrorReport report, Throwable failure) {
        StringWriter text = new StringWriter();
        PrintWriter lines = new PrintWriter(text);
        lines.println(report.title);
        lines.println(report.what);
        if (!report.file.isEmpty()) {
            lines.println("file: " + report.file);
        }
        if (!report.place.isEmpty()) {
            lines.println("where: " + report.place);
        }
        lines.println("code: " + report.code);
        lines.println(
                program
                        + ", Java "
                        + Runtime.version()
                        + ", "
                        + System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.version"));
        lines.println();
        failure.printStackTrace(lines);
        return text.toString();
    }
}
