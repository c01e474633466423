// The embedded image's name. It is separate from its recipe, which is slow to load.

/** The name of the embedded image and of its template. It is the default image. */
export const embeddedImageName = "debian-12";
