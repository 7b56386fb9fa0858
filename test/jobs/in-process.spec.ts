import { itWorksJobs } from './contract.js';

describe('a job, without Redis', () => {
  itWorksJobs(() => undefined);
});
