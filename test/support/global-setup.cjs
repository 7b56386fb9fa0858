// The underscore is Node's: it has no public way to do this before version 22.
/* oxlint-disable no-underscore-dangle */
const Module = require('node:module');

/**
 * Jest loads its global setup outside its own module system: TypeScript is transformed there too, but `./x.js` does
 * not lead to `x.ts`. It does while this file loads the setup proper.
 */
const resolve = Module._resolveFilename;
Module._resolveFilename = function resolveSource(request, ...rest) {
  try {
    return resolve.call(this, request, ...rest);
  } catch (error) {
    if (!/^\.{1,2}\/.*\.js$/.test(request)) throw error;
    return resolve.call(this, request.replace(/\.js$/, '.ts'), ...rest);
  }
};
try {
  module.exports = require('./setup.ts').default;
} finally {
  Module._resolveFilename = resolve;
}
