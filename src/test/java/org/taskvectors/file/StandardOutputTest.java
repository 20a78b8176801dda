package org.taskvectors.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
    private static StandardOutput failingWith(String message) {
        return new StandardOutput(
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        throw new IOException(message);
                    }
                });
    }

    @Test
    void bytesPassThrough() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (StandardOutput out = new StandardOutput(bytes)) {
            out.write("τ = 1".getBytes(StandardCharsets.UTF_8));
            out.write('\n');
            assertThat(out.failure()).isNull();
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("τ = 1\n");
    }

    @Test
    void aReaderThatHasSeenEnoughIsNoFailure() {
        StandardOutput out = failingWith("Broken pipe");
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
        assertThat(out.failure()).isNull();
    }

    @Test
    void aFullDiskIsOneAndStaysOne() {
        StandardOutput out = failingWith("No space left on device");
        assertThatThrownBy(() -> out.write(1)).hasMessage("No space left on device");
        assertThatThrownBy(() -> out.write(2)).hasMessage("No space left on device");
        assertThat(out.failure()).hasMessage("No space left on device");
    }
}
