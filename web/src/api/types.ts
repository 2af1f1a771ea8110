/** What Kyodo tells a page, under the names that pages use. The shapes are those of its API, written by a machine. */
import type { Offered, Remark, Status, Template as Kept } from './schema';

export type {
  Act, Announcement, Block, Call, Card, Checklist, Consultative, Decision, DueView, HandIn, Invitation, Limit, LockView, Me,
  Millis, NewPerson, NewStatement, OrganisationView, PersonView, Phase, Reading, RemarkView, RemarksView, Role, Run,
  SectionText, SectionView, SharedView, Slot, Status, Text, View, Waiting, When,
} from './schema';

/** A remark as a page makes it; `id` is of the page's own making. */
export type NewRemark = Remark;
export type StatusWord = Status['status'];
/** As it is offered; one that was just brought does not say whose it is. */
export type Template = Kept & Partial<Pick<Offered, 'own'>>;
