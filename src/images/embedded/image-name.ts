// The embedded image's name, apart from its recipe: that takes long to load.

/** The embedded image's name, and its template's. It is the default image. */
export const embeddedImageName = "debian-12";
