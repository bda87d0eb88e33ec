package io.conversation.tenant;

import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;

/** What a path names is a session of the caller's tenant, whatever it spells. */
@Provider
public class SessionIdInPath implements ParamConverterProvider, ParamConverter<SessionId> {

    private final CurrentTenant tenant;

    SessionIdInPath(CurrentTenant tenant) {
        this.tenant = tenant;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        return type == SessionId.class ? (ParamConverter<T>) this : null;
    }

    @Override
    public SessionId fromString(String sent) {
        return tenant.get().id(sent);
    }

    @Override
    public String toString(SessionId id) {
        return id.clientId();
    }
}
