// Swagger UI takes every media type with "json" in its name for one JSON value. NDJSON is text: its examples are sent as they
// stand, and its answers are shown as they come.
const isNdjson = (type) => /ndjson/.test(type || '');

const NdjsonPlugin = () => ({
  afterLoad(system) {
    const sample = system.fn.getSampleSchema;
    this.fn.getSampleSchema = (schema, type, config, example) =>
      isNdjson(type) && typeof example === 'string' ? example : sample(schema, type, config, example);
  },
  wrapComponents: {
    responseBody: (Original, { React }) => (props) =>
      React.createElement(Original, isNdjson(props.contentType) ? { ...props, contentType: 'text/plain' } : props),
  },
});
