package org.taskvectors.figure;

/// A node whose content is drawn for the pixels of the window that it stands in, and that can be
/// drawn for finer ones while a picture of the window is taken.
public interface Detailed {
    /// Draws it anew, at its next layout, for so many pixels in each unit of the window, and
    /// without what follows the pointer and the keyboard.
    ///
    /// @param pixels 0 to draw it for its window again
    void setDetail(double pixels);
}
