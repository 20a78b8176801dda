package org.taskvectors.ui.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;

class ErrorReportTest {
    @Test
    void aFailureSaysWhatWhereAndWhatToDo() {
        Failure failure =
                Failure.of(
                                FileProblem.SHORTENED,
                                Path.of("/m/model.safetensors"),
                                "the file became shorter while it was read",
                                "Open it again when it is whole")
                        .at("byte 12");
        ErrorReport report = ErrorReport.of("Program 1", "Opening model", failure);
        assertThat(report.title()).isEqualTo("Opening model");
        assertThat(report.what()).isEqualTo("The file became shorter while it was read.");
        assertThat(report.file()).isEqualTo(Path.of("/m/model.safetensors").toString());
        assertThat(report.place()).isEqualTo("byte 12");
        assertThat(report.advice()).isEqualTo("Open it again when it is whole.");
        assertThat(report.code()).isEqualTo("SHORTENED");
        assertThat(report.details()).contains("Program 1", "byte 12", "ErrorReportTest");
    }

    @Test
    void aDefectIsCalledOne() {
        ErrorReport report =
                ErrorReport.of("p", "Something", new IllegalStateException("index is 3"));
        assertThat(report.what()).contains("not your fault", "index is 3");
        assertThat(report.code()).isEqualTo("ILLEGALSTATEEXCEPTION");
    }

    @Test
    void noMemoryIsSaid() {
        assertThat(ErrorReport.of("p", "t", new OutOfMemoryError()).code())
                .isEqualTo("OUT_OF_MEMORY");
    }
}
