import { Email, Password, Text } from '../shared/http/fields.js';

export class PasswordLinkRequest {
  @Email()
  email!: string;
}

export class NewPassword {
  @Text({ max: 100, description: 'What the link holds after its #.' })
  token!: string;

  @Password()
  password!: string;
}
