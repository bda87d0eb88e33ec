/**
 * A database for dev mode and tests where there is no MongoDB: it speaks MongoDB's protocol, knows nothing of the service, and
 * is absent from the package. How the service uses MongoDB is told by the other packages alone.
 */
package io.conversation.embedded;
