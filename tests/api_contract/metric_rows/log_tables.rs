//! Tables that were written or edited by hand, by several programs, or by one that changed on the way.

use tuneboard_core::log_file::LogKind;

use super::logs::{check, read};

#[test]
fn a_quote_that_never_ends_takes_no_rows_with_it() {
    let mut text = "step,loss,note\n1,2,ok\n2,1.9,\"oops\n".to_owned();
    (3..900).for_each(|step| text += &format!("{step},1.{step},ok\n"));
    let (log, rows) = read(&text).unwrap();
    assert_eq!((rows.len(), rows[898].values[0].1), (899, 1.899));
    assert_eq!((log.table.n_open_quotes, log.table.first_open_quote), (1, Some(2)));
    let log = check(
        "step,loss,note\n1,2,\"oops\n2,1,\"fine, \"\"b\"\"\"\n3,\"0.5,\n4,0.25,\"two\nlines\"\n",
        LogKind::Csv,
        &["1: train/loss=2", "2: train/loss=1", "3: train/loss=0.5", "4: train/loss=0.25"],
    );
    assert_eq!((log.table.n_open_quotes, log.table.first_open_quote), (2, Some(1)));
    let log = check(
        "step,tag,value\n1,loss,2\n2,\"loss,1\n3,loss,0.5\n",
        LogKind::Csv,
        &["1: train/loss=2", "2: train/loss=1", "3: train/loss=0.5"],
    );
    assert_eq!(log.table.first_open_quote, Some(2));
}

#[test]
fn columns_with_one_name_are_kept_apart() {
    check(
        "step,loss,loss\n1,1,7\n2,2,8\n",
        LogKind::Csv,
        &["1: train/loss=1 train/loss (column 3)=7", "2: train/loss=2 train/loss (column 3)=8"],
    );
    check(
        "step,loss,loss,Loss\n1,1,2,3\n",
        LogKind::Csv,
        &["1: train/loss=1 train/loss (column 3)=2 train/Loss=3"],
    );
    let log = check("step,loss,step\n1,2,7\n2,1,8\n", LogKind::Csv, &["1: train/loss=2", "2: train/loss=1"]);
    assert_eq!(log.table.spare, ["step (column 3)"]);
}

#[test]
fn a_header_within_the_table_counts_from_there() {
    let log = check(
        "step,loss\n1,2\n2,1.5\nstep,loss,val_loss\n3,1.2,1.3\n4,1.1,1.2\n",
        LogKind::Csv,
        &[
            "1: train/loss=2",
            "2: train/loss=1.5",
            "3: train/loss=1.2 eval/loss=1.3",
            "4: train/loss=1.1 eval/loss=1.2",
        ],
    );
    assert_eq!((log.table.n_new_headers, log.summary.n_received, log.n_odd_cells), (1, 4, 0));
    let log =
        check("step,loss\n1,2\nstep,loss\n1,3\n", LogKind::Csv, &["1: train/loss=2", "1: train/loss=3"]);
    assert_eq!((log.table.n_new_headers, log.summary.n_unreadable), (0, 0));
    // Columns that change places.
    check(
        "step,loss,lr\n1,2,3\nstep,lr,loss\n2,4,5\n",
        LogKind::Csv,
        &["1: train/loss=2 train/learning_rate=3", "2: train/learning_rate=4 train/loss=5"],
    );
    let log = check("step,loss\n1,2,7\n2,1,8,9\n", LogKind::Csv, &["1: train/loss=2", "2: train/loss=1"]);
    assert_eq!(log.table.n_beyond, 3);
}

#[test]
fn percent_signs_are_read_and_other_units_are_told() {
    let log = check(
        "step,acc,cost,size\n0,0%,$1.50,1.5k\n1,10%,$1.50,1.5k\n2,12.5 %,$2,2k\n",
        LogKind::Csv,
        &["0: train/acc=0", "1: train/acc=10", "2: train/acc=12.5"],
    );
    assert_eq!(
        (log.table.percents, log.table.without_numbers),
        (vec!["acc".into()], vec!["cost".into(), "size".into()])
    );
}

#[test]
fn each_column_has_its_own_decimal_mark() {
    let log = check(
        "step;loss;lr\n1;3.512;0,001\n2;2.234;0,001\n",
        LogKind::Csv,
        &["1: train/loss=3.512 train/learning_rate=0.001", "2: train/loss=2.234 train/learning_rate=0.001"],
    );
    assert_eq!(log.table.open_marks, [("loss".into(), "3.512".into(), "3.512".into())]);
    check(
        "step;loss;val\n0;2.000;0,5\n1;1.900;1,5\n",
        LogKind::Csv,
        &["0: train/loss=2 train/val=0.5", "1: train/loss=1.9 train/val=1.5"],
    );
    let log = check(
        "step;tokens;loss\n1;512;0,5\n2;1.024;0,25\n",
        LogKind::Csv,
        &["1: train/tokens=512 train/loss=0.5", "2: train/tokens=1024 train/loss=0.25"],
    );
    assert_eq!(log.table.open_marks.len(), 1);
    check(
        "step;tag;value\n1;loss;3.51\n2;loss;2.5\n",
        LogKind::Csv,
        &["1: train/loss=3.51", "2: train/loss=2.5"],
    );
}

#[test]
fn a_typeset_minus_is_a_minus() {
    check(
        "step,loss\n1,\u{2212}0.5\n2,\u{2212}0.25\n",
        LogKind::Csv,
        &["1: train/loss=-0.5", "2: train/loss=-0.25"],
    );
    check("step;loss\n1;\u{2212}1.234,5\n", LogKind::Csv, &["1: train/loss=-1234.5"]);
}
