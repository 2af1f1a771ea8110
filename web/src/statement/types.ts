/** A statement's values, as the server tells them; see `crates/statement`. */
export type { Act, Block, Limit, Millis, Phase, Role, Run, SectionText, Slot, Text, View } from '../api/types';
